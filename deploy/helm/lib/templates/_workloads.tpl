{{/* A Deployment: takes `root` and `component`, `api` or `worker`. */}}
{{- define "passeport.deployment" -}}
{{- $values := .root.Values -}}
{{- $worker := eq .component "worker" -}}
{{- $own := ternary $values.worker $values $worker -}}
{{- include "passeport.checks" .root -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "passeport.workloadName" . }}
  labels:
    {{- include "passeport.labels" . | nindent 4 }}
  {{- with $values.deploymentAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- if not (or ($own.autoscaling).enabled ($own.keda).enabled) }}
  replicas: {{ $own.replicas }}
  {{- end }}
  revisionHistoryLimit: {{ $values.revisionHistoryLimit }}
  progressDeadlineSeconds: {{ include "passeport.progressDeadline" .root }}
  strategy:
    {{- toYaml $values.strategy | nindent 4 }}
  selector:
    matchLabels:
      {{- include "passeport.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "passeport.podLabels" . | nindent 8 }}
      annotations:
        # Pods that began with other settings are replaced.
        checksum/settings: {{ include "passeport.settings" .root | sha256sum }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- $pod := dict "args" (list "serve") "serves" true "resources" ($own.resources | default $values.resources) }}
      {{- include "passeport.podSpec" (merge $pod .) | nindent 6 }}
{{- end }}

{{/* A release has failed when its pods are not ready in time, and no pod is before the migration is done. */}}
{{- define "passeport.progressDeadline" -}}
{{- $migrates := and (include "passeport.about" . | fromYaml).store .Values.migration.enabled -}}
{{- add (int .Values.progressDeadlineSeconds) (ternary (int (.Values.migration).activeDeadlineSeconds) 0 $migrates) -}}
{{- end }}

{{- define "passeport.workloadName" -}}
{{- include "passeport.fullname" .root -}}
{{- if ne .component "api" }}-{{ .component }}{{ end -}}
{{- end }}

{{/*
The migration: a plain Job, named by all that it is. A new image or setting is a new Job, so nothing of it is ever
changed in place, and the one before goes with the release before. New pods are not ready until it is done.
*/}}
{{- define "passeport.migration" -}}
{{- $job := include "passeport.migrationSpec" . -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "passeport.fullname" . }}-migrate-{{ printf "%s %s" $job (include "passeport.settings" .) | sha256sum | trunc 8 }}
  labels:
    {{- include "passeport.labels" (dict "root" . "component" "migration") | nindent 4 }}
  {{- with .Values.migration.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- $job | nindent 2 }}
{{- end }}

{{- define "passeport.migrationSpec" -}}
backoffLimit: {{ .Values.migration.backoffLimit }}
activeDeadlineSeconds: {{ .Values.migration.activeDeadlineSeconds }}
{{ include "passeport.jobTemplate" (dict "root" . "component" "migration" "args" (list "migrate") "resources" .Values.migration.resources) }}
{{- end }}

{{- define "passeport.jobTemplate" -}}
template:
  metadata:
    labels:
      {{- include "passeport.podLabels" . | nindent 6 }}
    {{- with .root.Values.podAnnotations }}
    annotations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  spec:
    {{- include "passeport.podSpec" (merge (dict "owner" true) .) | nindent 4 }}
{{- end }}

{{/*
What the owner of the tables does, as the runbooks say; one CronJob a command. One without a schedule is suspended: it is the way
in for whoever has no Secret of the owner, by `kubectl create job --from`.
*/}}
{{- define "passeport.maintenance" -}}
{{- $root := . -}}
{{- range $command, $job := .Values.maintenance }}
{{- if and $job $job.enabled }}
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ printf "%s-%s" (include "passeport.fullname" $root | trunc 34 | trimSuffix "-") $command | trunc 52 }}
  labels:
    {{- include "passeport.labels" (dict "root" $root "component" "maintenance") | nindent 4 }}
spec:
  schedule: {{ $job.schedule | default "0 0 1 1 *" | quote }}
  suspend: {{ not $job.schedule }}
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 3600
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 3
  jobTemplate:
    metadata:
      labels:
        {{- include "passeport.labels" (dict "root" $root "component" "maintenance") | nindent 8 }}
    spec:
      backoffLimit: 3
      {{- include "passeport.jobTemplate" (dict "root" $root "component" "maintenance" "args" (list $command) "resources" $root.Values.migration.resources) | nindent 6 }}
{{- end }}
{{- end }}
{{- end }}

{{/* `helm test`: the service answers, and says of itself that it is ready. */}}
{{- define "passeport.test" -}}
{{- $about := include "passeport.about" . | fromYaml -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "passeport.fullname" . }}-test
  labels:
    {{- include "passeport.labels" (dict "root" . "component" "test") | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with include "passeport.imagePullSecrets" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  containers:
    - name: ready
      image: {{ include "passeport.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      command:
        - python
        - -c
        - |
          import sys, urllib.request
          print(urllib.request.urlopen(sys.argv[1], timeout=10).read().decode())
        - http://{{ include "passeport.fullname" . }}:{{ $about.ports.admin }}/readyz
      resources:
        requests: {cpu: 20m, memory: 32Mi}
        limits: {memory: 64Mi}
      securityContext:
        {{- toYaml .Values.securityContext | nindent 8 }}
{{- end }}

{{- define "passeport.notes" -}}
{{ .Chart.Name }} {{ .Chart.AppVersion }} answers at {{ include "passeport.fullname" . }}.{{ .Release.Namespace }} once its migration is done:

  kubectl --namespace {{ .Release.Namespace }} rollout status deployment/{{ include "passeport.fullname" . }}
  helm --namespace {{ .Release.Namespace }} test {{ .Release.Name }}
{{- end }}
