{{/* What a schema cannot say. Each failure names the values and what to do. */}}
{{- define "passeport.checks" -}}
{{- $grace := .Values.settings.PASSEPORT_SHUTDOWN_GRACE | default 10 -}}
{{- $needed := add (int .Values.preStopSeconds) (mul 2 (int $grace)) 5 -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) (int $needed) -}}
{{- fail (printf "%s: terminationGracePeriodSeconds is %v; preStopSeconds and twice PASSEPORT_SHUTDOWN_GRACE and 5 s make %v: set it to that or more" .Chart.Name .Values.terminationGracePeriodSeconds $needed) -}}
{{- end -}}
{{- range $name, $file := .Values.files -}}
{{- if $file -}}
{{- if eq (empty $file.secret) (empty $file.configMap) -}}
{{- fail (printf "%s: files.%s takes a secret or a configMap, one of both" $.Chart.Name $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and (.Values.attachments).enabled (not .Values.attachments.existingClaim) -}}
{{- fail (printf "%s: attachments.enabled takes attachments.existingClaim, a claim that all pods may write (ReadWriteMany)" .Chart.Name) -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- fail (printf "%s: autoscaling.minReplicas is more than autoscaling.maxReplicas" .Chart.Name) -}}
{{- end -}}
{{- if and .Values.tls.existingSecret .Values.tls.certManager.enabled -}}
{{- fail (printf "%s: tls.existingSecret and tls.certManager.enabled exclude one another: cert-manager would write into that Secret" .Chart.Name) -}}
{{- end -}}
{{- if and .Values.image.digest (not .Values.image.registry) (not (.Values.global).imageRegistry) -}}
{{- fail (printf "%s: image.digest takes image.registry: without it nodes ask docker.io, where that name is nobody's of ours" .Chart.Name) -}}
{{- end -}}
{{- if and (or (.Values.ingress).enabled (.Values.httpRoute).enabled) (not .Values.settings.PASSEPORT_TRUSTED_PROXIES) -}}
{{- fail (printf "%s: ingress and httpRoute take settings.PASSEPORT_TRUSTED_PROXIES, the addresses of what stands before the gateway: without it all clients share the limits of one" .Chart.Name) -}}
{{- end -}}
{{- end }}
