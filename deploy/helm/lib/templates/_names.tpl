{{/*
Names and labels. Every define takes the root context `.` of the service's chart, or a dict that says what it takes.
Nothing here asks the cluster for anything: what is rendered depends on the values alone, so that
`helm template`, Argo CD and Flux render the same.
*/}}

{{/* What the service is, whoever installs it: ports, edges, commands. Each chart has it in service.yaml. */}}
{{- define "passeport.about" -}}
{{- .Files.Get "service.yaml" | required (printf "chart %s has no service.yaml" .Chart.Name) -}}
{{- end }}

{{/* The name of the Service, and the beginning of every other name. 45 characters leave room for suffixes. */}}
{{- define "passeport.fullname" -}}
{{- .Values.fullnameOverride | default (printf "passeport-%s" .Chart.Name) | trunc 45 | trimSuffix "-" -}}
{{- end }}

{{- define "passeport.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "passeport.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end }}

{{/* What selects the pods of the service: takes `root`, and `component` for those of one part alone. */}}
{{- define "passeport.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{/* The labels of an object: takes `root`, and `component` where it belongs to one part. */}}
{{- define "passeport.labels" -}}
{{ include "passeport.selector" . }}
app.kubernetes.io/part-of: passeport
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The labels of a pod: those that select it, and where it belongs. No version: a release of the same image restarts nothing. */}}
{{- define "passeport.podLabels" -}}
{{ include "passeport.selector" . }}
app.kubernetes.io/part-of: passeport
{{- with mergeOverwrite dict (deepCopy .root.Values.commonLabels) .root.Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* registry/repository@digest, or :tag while there is no digest. */}}
{{- define "passeport.image" -}}
{{- $image := .Values.image -}}
{{- $global := (.Values.global).imageRegistry -}}
{{- $registry := $global | default $image.registry -}}
{{- $name := ternary (printf "%s/%s" $registry $image.repository) $image.repository (ne $registry "") -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $name $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name ($image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end }}

{{- define "passeport.imagePullSecrets" -}}
{{- with concat ((.Values.global).imagePullSecrets | default list) .Values.imagePullSecrets | uniq }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{/* A value as an environment variable has it: takes any scalar. Whole numbers come out of YAML as floats. */}}
{{- define "passeport.scalar" -}}
{{- if kindIs "float64" . -}}
{{- if eq (floor .) . }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- else -}}
{{ . }}
{{- end -}}
{{- end }}

{{/* Whom this service calls, `name: port` each: those without which it works where the values do not leave them out. */}}
{{- define "passeport.calls" -}}
{{- range $peer, $port := (include "passeport.about" . | fromYaml).calls }}
{{- if ne (index $.Values.peers $peer).enabled false }}
{{ $peer }}: {{ $port }}
{{- end }}
{{- end }}
{{- end }}

{{/* Where a service that this one calls answers: takes `root` and the `peer`. */}}
{{- define "passeport.target" -}}
{{- $given := (index .root.Values.peers .peer).target -}}
{{- if $given -}}
{{ $given }}
{{- else -}}
{{- $port := index (include "passeport.about" .root | fromYaml).calls .peer -}}
{{- printf "dns:///passeport-%s-headless.%s.svc.%s:%v" .peer .root.Release.Namespace (include "passeport.clusterDomain" .root) $port -}}
{{- end -}}
{{- end }}

{{- define "passeport.clusterDomain" -}}
{{- (.Values.global).clusterDomain | default "cluster.local" -}}
{{- end }}

{{/* "true" where the service has a Deployment of its own for events and files. */}}
{{- define "passeport.hasWorker" -}}
{{- if and (include "passeport.about" . | fromYaml).store .Values.worker.enabled }}true{{ end -}}
{{- end }}
