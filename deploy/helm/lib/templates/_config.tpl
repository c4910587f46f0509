{{/* The settings of the service: a ConfigMap for what anybody may read, files for the rest. */}}

{{/* Settings that are given plainly, one `NAME: value` a line. */}}
{{- define "passeport.settings" -}}
{{- $about := include "passeport.about" . | fromYaml -}}
PASSEPORT_ADMIN_LISTEN: {{ printf "0.0.0.0:%v" $about.ports.admin | quote }}
{{- if $about.ports.grpc }}
PASSEPORT_GRPC_LISTEN: {{ printf "0.0.0.0:%v" $about.ports.grpc | quote }}
{{- end }}
{{- if $about.ports.http }}
PASSEPORT_HTTP_LISTEN: {{ printf "0.0.0.0:%v" $about.ports.http | quote }}
{{- end }}
{{- range $peer, $port := include "passeport.calls" . | fromYaml }}
PASSEPORT_{{ upper $peer }}_TARGET: {{ include "passeport.target" (dict "root" $ "peer" $peer) | quote }}
{{- end }}
{{- with .Values.attachments }}
{{- if .enabled }}
PASSEPORT_ATTACHMENT_FOLDER: /var/lib/passeport/attachments
{{- end }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{- if not (kindIs "invalid" $value) }}
{{ $name }}: {{ include "passeport.scalar" $value | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "passeport.configmap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "passeport.fullname" . }}
  labels:
    {{- include "passeport.labels" (dict "root" .) | nindent 4 }}
data:
  {{- include "passeport.settings" . | nindent 2 }}
{{- end }}

{{/* Settings of the owner of the tables and streams: no process that serves has them. */}}
{{- define "passeport.ownerFiles" -}}
PASSEPORT_MIGRATION_DATABASE_URL PASSEPORT_NATS_PROVISION_URL
{{- end }}

{{/* The files that a pod gets, `NAME: {secret|configMap, key}`: takes `root`, and `owner` for a pod that may have those of the owner. */}}
{{- define "passeport.files" -}}
{{- $owners := include "passeport.ownerFiles" . | splitList " " -}}
{{- $files := dict -}}
{{- range $name, $file := .root.Values.files -}}
{{- if and $file (or $.owner (not (has $name $owners))) -}}
{{- $_ := set $files $name $file -}}
{{- end -}}
{{- end -}}
{{- toYaml $files -}}
{{- end }}

{{/* Environment: where each file is, and what does not depend on an installation. Takes `root`, `owner`, `component`, `serves`. */}}
{{- define "passeport.env" -}}
{{- $values := .root.Values -}}
{{- $about := include "passeport.about" .root | fromYaml -}}
{{- range $name, $file := include "passeport.files" . | fromYaml }}
- name: {{ ternary $name (printf "%s_FILE" $name) (hasSuffix "_FILE" $name) }}
  value: /run/passeport/files/{{ $name }}
{{- end }}
- name: PASSEPORT_TLS_CERT_FILE
  value: /run/passeport/tls/tls.crt
- name: PASSEPORT_TLS_KEY_FILE
  value: /run/passeport/tls/tls.key
- name: PASSEPORT_TLS_CA_FILE
  value: /run/passeport/tls/ca.crt
{{- if $about.store }}
{{- if .serves }}
- name: PASSEPORT_PARTS
  value: {{ include "passeport.parts" . | quote }}
{{- end }}
{{- with $values.database.tls }}
{{- if .mode }}
- name: PGSSLMODE
  value: {{ .mode }}
{{- end }}
{{- if .ca }}
- name: PGSSLROOTCERT
  value: /run/passeport/database-ca/ca.crt
{{- end }}
{{- end }}
{{- end }}
{{- if $values.trustBundle.configMap }}
- name: SSL_CERT_FILE
  value: /run/passeport/trust/{{ $values.trustBundle.key }}
{{- end }}
{{- with $values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What a process runs: all of it where there is no worker. Takes `root` and `component`. */}}
{{- define "passeport.parts" -}}
{{- if not (include "passeport.hasWorker" .root) -}}
rpc,relay,consumers
{{- else if eq .component "worker" -}}
relay,consumers
{{- else -}}
rpc
{{- end -}}
{{- end }}

{{- define "passeport.volumes" -}}
{{- $values := .root.Values -}}
{{- $about := include "passeport.about" .root | fromYaml -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ $values.tmp.sizeLimit }}
- name: tls
  secret:
    secretName: {{ include "passeport.tlsSecret" .root }}
    defaultMode: 0440
{{- with include "passeport.files" . | fromYaml }}
- name: files
  projected:
    defaultMode: 0440
    sources:
      {{- range $name, $file := . }}
      {{- if $file.secret }}
      - secret:
          name: {{ $file.secret }}
      {{- else }}
      - configMap:
          name: {{ $file.configMap }}
      {{- end }}
          items:
            - key: {{ $file.key }}
              path: {{ $name }}
      {{- end }}
{{- end }}
{{- if $about.store }}
{{- with $values.database.tls.ca }}
- name: database-ca
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: ca.crt
{{- end }}
{{- end }}
{{- with $values.trustBundle.configMap }}
- name: trust
  configMap:
    name: {{ . }}
{{- end }}
{{- with $values.attachments }}
{{- if .enabled }}
- name: attachments
  persistentVolumeClaim:
    claimName: {{ .existingClaim }}
{{- end }}
{{- end }}
{{- with $values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "passeport.volumeMounts" -}}
{{- $values := .root.Values -}}
{{- $about := include "passeport.about" .root | fromYaml -}}
- name: tmp
  mountPath: /tmp
- name: tls
  mountPath: /run/passeport/tls
  readOnly: true
{{- if include "passeport.files" . | fromYaml }}
- name: files
  mountPath: /run/passeport/files
  readOnly: true
{{- end }}
{{- if $about.store }}
{{- if $values.database.tls.ca }}
- name: database-ca
  mountPath: /run/passeport/database-ca
  readOnly: true
{{- end }}
{{- end }}
{{- if $values.trustBundle.configMap }}
- name: trust
  mountPath: /run/passeport/trust
  readOnly: true
{{- end }}
{{- if ($values.attachments).enabled }}
- name: attachments
  mountPath: /var/lib/passeport/attachments
{{- end }}
{{- with $values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "passeport.tlsSecret" -}}
{{- .Values.tls.existingSecret | default (printf "%s-tls" (include "passeport.fullname" .)) -}}
{{- end }}
