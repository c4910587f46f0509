{{/* How many pods there are, and how many may be away at once. */}}

{{/* Takes `root` and `component`: as a number, the least that there are. */}}
{{- define "passeport.leastReplicas" -}}
{{- $own := ternary .root.Values.worker .root.Values (eq .component "worker") -}}
{{- if ($own.autoscaling).enabled -}}
{{ int $own.autoscaling.minReplicas }}
{{- else if ($own.keda).enabled -}}
{{ int $own.keda.minReplicas }}
{{- else -}}
{{ int $own.replicas }}
{{- end -}}
{{- end }}

{{/* Of one pod there is no budget: it would keep every node from being drained. */}}
{{- define "passeport.pdb" -}}
{{- if and .root.Values.pdb.enabled (gt (include "passeport.leastReplicas" . | int) 1) }}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "passeport.workloadName" . }}
  labels:
    {{- include "passeport.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ .root.Values.pdb.maxUnavailable }}
  # A pod that is not ready stands in nobody's way.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "passeport.selector" . | nindent 6 }}
{{- end }}
{{- end }}

{{- define "passeport.hpa" -}}
{{- $scaling := .root.Values.autoscaling -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "passeport.workloadName" . }}
  labels:
    {{- include "passeport.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "passeport.workloadName" . }}
  minReplicas: {{ $scaling.minReplicas }}
  maxReplicas: {{ $scaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $scaling.cpuUtilization }}
    {{- with $scaling.extraMetrics }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  behavior:
    {{- toYaml $scaling.behavior | nindent 4 }}
{{- end }}

{{/* Workers by what waits for them. What KEDA cannot ask leaves as many as `fallback` says. */}}
{{- define "passeport.scaledObject" -}}
{{- $keda := .root.Values.worker.keda -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ include "passeport.workloadName" . }}
  labels:
    {{- include "passeport.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    name: {{ include "passeport.workloadName" . }}
  minReplicaCount: {{ $keda.minReplicas }}
  maxReplicaCount: {{ $keda.maxReplicas }}
  pollingInterval: {{ $keda.pollingInterval }}
  cooldownPeriod: {{ $keda.cooldownPeriod }}
  fallback:
    failureThreshold: 3
    replicas: {{ $keda.fallbackReplicas }}
  triggers:
    {{- toYaml $keda.triggers | nindent 4 }}
{{- end }}
