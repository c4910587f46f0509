{{/* Services and who may reach what. */}}

{{- define "passeport.service" -}}
{{- $about := include "passeport.about" . | fromYaml -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "passeport.fullname" . }}
  labels:
    {{- include "passeport.labels" (dict "root" . "component" "api") | nindent 4 }}
  {{- with .Values.service.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: ClusterIP
  selector:
    {{- include "passeport.selector" (dict "root" . "component" "api") | nindent 4 }}
  ports:
    {{- range $name, $port := $about.ports }}
    - name: {{ $name }}
      port: {{ $port }}
      targetPort: {{ $name }}
      protocol: TCP
    {{- end }}
{{- end }}

{{/* The addresses of the pods themselves: gRPC clients balance over them. */}}
{{- define "passeport.headlessService" -}}
{{- $about := include "passeport.about" . | fromYaml -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "passeport.fullname" . }}-headless
  labels:
    {{- include "passeport.labels" (dict "root" . "component" "api") | nindent 4 }}
spec:
  type: ClusterIP
  clusterIP: None
  publishNotReadyAddresses: false
  selector:
    {{- include "passeport.selector" (dict "root" . "component" "api") | nindent 4 }}
  ports:
    - name: grpc
      port: {{ $about.ports.grpc }}
      targetPort: grpc
      protocol: TCP
{{- end }}

{{/* Pods of another service of the suite, in this namespace: takes its name. */}}
{{- define "passeport.peerPods" -}}
podSelector:
  matchLabels:
    app.kubernetes.io/part-of: passeport
    app.kubernetes.io/name: {{ . }}
{{- end }}

{{/* A rule to or from what the values name; without a name, anywhere. Takes `direction`, `peers`, `ports`, and `udp` where UDP goes too. */}}
{{- define "passeport.policyRule" -}}
- ports:
    {{- range .ports }}
    - port: {{ . }}
      protocol: TCP
    {{- if $.udp }}
    - port: {{ . }}
      protocol: UDP
    {{- end }}
    {{- end }}
  {{- with .peers }}
  {{ $.direction }}:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "passeport.networkPolicy" -}}
{{- $about := include "passeport.about" . | fromYaml -}}
{{- $policy := .Values.networkPolicy -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "passeport.fullname" . }}
  labels:
    {{- include "passeport.labels" (dict "root" .) | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "passeport.selector" (dict "root" .) | nindent 6 }}
  policyTypes:
    - Ingress
    - Egress
  ingress:
    {{- with $about.callers }}
    # Services that call this one.
    - ports:
        - port: grpc
          protocol: TCP
      from:
        {{- range . }}
        - {{ include "passeport.peerPods" . | indent 10 | trim }}
        {{- end }}
    {{- end }}
    {{- if $about.ports.http }}
    # The ingress.
    {{- include "passeport.policyRule" (dict "direction" "from" "peers" ($policy.http).from "ports" (list "http")) | nindent 4 }}
    {{- end }}
    # Metrics, and `helm test`. Probes come from the node, which no policy keeps out.
    - ports:
        - port: admin
          protocol: TCP
      from:
        - podSelector:
            matchLabels:
              {{- include "passeport.selector" (dict "root" . "component" "test") | nindent 14 }}
        {{- with $policy.metrics.from }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    {{- with $policy.extraIngress }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  egress:
    # Names.
    {{- include "passeport.policyRule" (dict "direction" "to" "peers" $policy.dns.to "ports" (list (int $policy.dns.port)) "udp" true) | nindent 4 }}
    {{- range $peer, $port := include "passeport.calls" . | fromYaml }}
    - ports:
        - port: {{ $port }}
          protocol: TCP
      to:
        - {{ include "passeport.peerPods" $peer | indent 10 | trim }}
    {{- end }}
    # `helm test` asks the service itself.
    - ports:
        - port: admin
          protocol: TCP
      to:
        - {{ include "passeport.peerPods" .Chart.Name | indent 10 | trim }}
    {{- if $about.store }}
    # PostgreSQL, NATS.
    {{- include "passeport.policyRule" (dict "direction" "to" "peers" $policy.database.to "ports" (list (int $policy.database.port))) | nindent 4 }}
    {{- include "passeport.policyRule" (dict "direction" "to" "peers" $policy.nats.to "ports" (list (int $policy.nats.port))) | nindent 4 }}
    {{- end }}
    {{- if .Values.settings.PASSEPORT_OTLP_ENDPOINT }}
    # Traces.
    {{- include "passeport.policyRule" (dict "direction" "to" "peers" $policy.traces.to "ports" (list (int $policy.traces.port))) | nindent 4 }}
    {{- end }}
    {{- if include "passeport.goesOutside" . }}
    # Outside of the cluster: what the settings of this service name.
    {{- $outside := list }}
    {{- range $policy.outside.ports | default $about.outsidePorts }}{{ $outside = append $outside (int .) }}{{ end }}
    {{- include "passeport.policyRule" (dict "direction" "to" "peers" $policy.outside.to "ports" $outside) | nindent 4 }}
    {{- end }}
    {{- with $policy.extraEgress }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}

{{/* "true" where one of the settings that name something outside of the cluster is given. */}}
{{- define "passeport.goesOutside" -}}
{{- $settings := .Values.settings -}}
{{- range (include "passeport.about" . | fromYaml).outside -}}
{{- if get $settings . }}true{{ end -}}
{{- end -}}
{{- end }}

{{/* mTLS: the host names are what callers check, the URI is by what the service that is called knows its caller. */}}
{{- define "passeport.certificate" -}}
{{- $name := include "passeport.fullname" . -}}
{{- $domain := include "passeport.clusterDomain" . -}}
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: {{ $name }}
  labels:
    {{- include "passeport.labels" (dict "root" .) | nindent 4 }}
spec:
  secretName: {{ include "passeport.tlsSecret" . }}
  duration: {{ .Values.tls.certManager.duration }}
  renewBefore: {{ .Values.tls.certManager.renewBefore }}
  privateKey:
    algorithm: ECDSA
    size: 256
    rotationPolicy: Always
  usages:
    - server auth
    - client auth
    - digital signature
  uris:
    - spiffe://passeport/{{ .Chart.Name }}
  dnsNames:
    {{- range list $name (printf "%s-headless" $name) }}
    - {{ . }}
    - {{ . }}.{{ $.Release.Namespace }}
    - {{ . }}.{{ $.Release.Namespace }}.svc
    - {{ . }}.{{ $.Release.Namespace }}.svc.{{ $domain }}
    {{- end }}
  issuerRef:
    {{- toYaml .Values.tls.certManager.issuerRef | nindent 4 }}
{{- end }}
