{{/* Objects that an installation adds, each a map or a template of one. */}}
{{- define "passeport.extraObjects" -}}
{{- range .Values.extraObjects }}
---
{{ if kindIs "string" . }}{{ tpl . $ }}{{ else }}{{ tpl (toYaml .) $ }}{{ end }}
{{- end }}
{{- end }}

{{- define "passeport.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "passeport.serviceAccountName" . }}
  labels:
    {{- include "passeport.labels" (dict "root" .) | nindent 4 }}
  {{- with .Values.serviceAccount.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
# Nothing of ours speaks to the API of Kubernetes.
automountServiceAccountToken: false
{{- end }}
