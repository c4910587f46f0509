{{/*
The pod of any workload. Takes `root`, `component`, `args`, and further:
`serves` (ports and probes), `owner` (may have the files of the owner of the tables), `resources`.
*/}}
{{- define "passeport.podSpec" -}}
{{- $values := .root.Values -}}
{{- $about := include "passeport.about" .root | fromYaml -}}
serviceAccountName: {{ include "passeport.serviceAccountName" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- include "passeport.imagePullSecrets" .root }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
securityContext:
  {{- toYaml $values.podSecurityContext | nindent 2 }}
{{- if .serves }}
terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
{{- include "passeport.topologySpread" . }}
{{- else }}
restartPolicy: Never
{{- end }}
{{- with $values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.initContainers }}
initContainers:
  {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  - name: {{ .root.Chart.Name }}
    image: {{ include "passeport.image" .root }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    args:
      {{- toYaml .args | nindent 6 }}
    envFrom:
      - configMapRef:
          name: {{ include "passeport.fullname" .root }}
      {{- with $values.extraEnvFrom }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    env:
      {{- include "passeport.env" . | trim | nindent 6 }}
    {{- if .serves }}
    ports:
      {{- range $name, $port := $about.ports }}
      {{- if or (eq $name "admin") (eq $.component "api") }}
      - name: {{ $name }}
        containerPort: {{ $port }}
      {{- end }}
      {{- end }}
    {{- include "passeport.probes" .root | trim | nindent 4 }}
    lifecycle:
      preStop:
        sleep:
          seconds: {{ $values.preStopSeconds }}
    {{- end }}
    resources:
      {{- toYaml .resources | nindent 6 }}
    securityContext:
      {{- toYaml $values.securityContext | nindent 6 }}
    volumeMounts:
      {{- include "passeport.volumeMounts" . | trim | nindent 6 }}
  {{- if .serves }}
  {{- with $values.sidecars }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  {{- end }}
volumes:
  {{- include "passeport.volumes" . | trim | nindent 2 }}
{{- end }}

{{/*
Started and alive mean that the process answers; ready, that what it answers with is there. A database that is away
takes pods out of the Service and restarts none.
*/}}
{{- define "passeport.probes" -}}
{{- $paths := dict "startup" "/livez" "liveness" "/livez" "readiness" "/readyz" }}
{{- range $kind, $path := $paths }}
{{ $kind }}Probe:
  httpGet:
    path: {{ $path }}
    port: admin
  {{- toYaml (index $.Values.probes $kind) | nindent 2 }}
{{- end }}
{{- end }}

{{/* Pods of one revision over zones and nodes; what is given in `topologySpreadConstraints` takes the place of both. */}}
{{- define "passeport.topologySpread" -}}
{{- if .root.Values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml .root.Values.topologySpreadConstraints | nindent 2 }}
{{- else }}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "passeport.selector" $ | nindent 8 }}
    matchLabelKeys:
      - pod-template-hash
  {{- end }}
{{- end }}
{{- end }}
