{{/* What Prometheus and Grafana are given. */}}

{{/* Of pods and not of a Service: workers are measured too, and no Service leads to them. */}}
{{- define "passeport.podMonitor" -}}
{{- $monitor := .Values.metrics.monitor -}}
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: {{ include "passeport.fullname" . }}
  labels:
    {{- include "passeport.labels" (dict "root" .) | nindent 4 }}
    {{- with $monitor.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "passeport.selector" (dict "root" .) | nindent 6 }}
    matchExpressions:
      - key: app.kubernetes.io/component
        operator: In
        values: [api, worker]
  podTargetLabels:
    - app.kubernetes.io/name
    - app.kubernetes.io/component
  podMetricsEndpoints:
    - port: admin
      path: /metrics
      interval: {{ $monitor.interval }}
      scrapeTimeout: {{ $monitor.scrapeTimeout }}
      {{- with $monitor.relabelings }}
      relabelings:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}

{{/*
The alerts, from the files in rules/: those of a part that is not set up are left out. Each is of this namespace alone, and
of the names that this release gives; where there is no worker, the API does what a worker does.
*/}}
{{- define "passeport.rules" -}}
{{- $about := include "passeport.about" . | fromYaml -}}
{{- $groups := list -}}
{{- $worker := ternary "worker" "api" (ne (include "passeport.hasWorker" .) "") -}}
{{- range $path, $_ := .Files.Glob "rules/*.yaml" -}}
{{- $needs := get ($about.rules | default dict) (base $path) -}}
{{- if or (not $needs) (get $.Values.settings $needs) -}}
{{- $text := $.Files.Get $path | replace "NAMESPACE" $.Release.Namespace | replace "FULLNAME" (include "passeport.fullname" $) -}}
{{- $text = $text | replace "app_kubernetes_io_component=\"worker\"" (printf "app_kubernetes_io_component=\"%s\"" $worker) -}}
{{- $groups = concat $groups ($text | fromYaml).groups -}}
{{- end -}}
{{- end -}}
{{- $of := dict "namespace" $.Release.Namespace "service" $.Chart.Name -}}
{{- $runbooks := .Values.metrics.rules.runbooks -}}
{{- range $groups -}}
{{- range .rules -}}
{{- $_ := set . "labels" (merge (.labels | default dict) $of) -}}
{{- if and .alert $runbooks -}}
{{- $_ := set .annotations "runbook_url" (printf "%s/%s" (trimSuffix "/" $runbooks) .annotations.runbook) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with $groups -}}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: {{ include "passeport.fullname" $ }}
  labels:
    {{- include "passeport.labels" (dict "root" $) | nindent 4 }}
    {{- with $.Values.metrics.rules.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  groups:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- end }}

{{- define "passeport.dashboards" -}}
{{- if .Files.Glob "dashboards/*.json" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "passeport.fullname" . }}-dashboards
  labels:
    {{- include "passeport.labels" (dict "root" .) | nindent 4 }}
    {{- toYaml .Values.metrics.dashboards.labels | nindent 4 }}
  {{- with .Values.metrics.dashboards.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
data:
  {{- range $path, $_ := .Files.Glob "dashboards/*.json" }}
  {{ $.Chart.Name }}-{{ base $path }}: |
    {{- $.Files.Get $path | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}
