{{- define "vts.name" -}}
{{- printf "%s" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "vts.labels" -}}
app.kubernetes.io/name: vts
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "vts.selector" -}}
app.kubernetes.io/name: vts
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "vts.image" -}}
{{ required "image.repository: push what `docker build --target server .` makes, and name it" .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- /* The environment of functions/common/config.py. */ -}}
{{- define "vts.environment" -}}
- { name: AWS_ENDPOINT_URL_S3, value: {{ required "s3.endpoint: how pods reach the storage" .Values.s3.endpoint | quote }} }
- { name: S3_PUBLIC_ENDPOINT, value: {{ required "s3.publicEndpoint: how browsers reach the storage" .Values.s3.publicEndpoint | quote }} }
- { name: AWS_REGION, value: {{ .Values.s3.region | quote }} }
- { name: SOURCE_BUCKET, value: {{ .Values.s3.sourceBucket | quote }} }
- { name: PROXY_BUCKET, value: {{ .Values.s3.proxyBucket | quote }} }
- { name: ALLOWED_ORIGINS, value: {{ prepend .Values.allowedOrigins (required "pageOrigin: where browsers open the page" .Values.pageOrigin) | join "," | quote }} }
{{- $hosts := .Values.allowedHosts }}
{{- range list "api" "ui" }}
{{- $name := printf "%s-%s" (include "vts.name" $) . }}
{{- $hosts = concat $hosts (list $name (printf "%s.%s" $name $.Release.Namespace) (printf "%s.%s.svc" $name $.Release.Namespace) (printf "%s.%s.svc.cluster.local" $name $.Release.Namespace)) }}
{{- end }}
{{- with .Values.ingress.host }}
{{- $hosts = append $hosts . }}
{{- end }}
- { name: ALLOWED_HOSTS, value: {{ join "," $hosts | quote }} }
- { name: PRIORITIES, value: {{ .Values.priorities | quote }} }
{{- range list "S3_PUT_ACCESS_KEY" "S3_PUT_SECRET_KEY" "S3_GET_ACCESS_KEY" "S3_GET_SECRET_KEY" }}
- { name: {{ . }}, valueFrom: { secretKeyRef: { name: {{ include "vts.secret" $ }}, key: {{ . }}, optional: true } } }
{{- end }}
- { name: DATABASE_URL, valueFrom: { secretKeyRef: { name: {{ include "vts.secret" . }}, key: DATABASE_URL } } }
{{- end }}

{{- define "vts.secret" -}}
{{ required "secret: the name of a Secret with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, DATABASE_URL and NATS_URL" .Values.secret }}
{{- end }}

{{- /* Keys of the storage, from the Secret that is named. */ -}}
{{- define "vts.keys" -}}
- { name: AWS_ACCESS_KEY_ID, valueFrom: { secretKeyRef: { name: {{ .secret }}, key: AWS_ACCESS_KEY_ID } } }
- { name: AWS_SECRET_ACCESS_KEY, valueFrom: { secretKeyRef: { name: {{ .secret }}, key: AWS_SECRET_ACCESS_KEY } } }
{{- end }}

{{- define "vts.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "vts.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- /* What every pod has in common, down to its containers. */ -}}
{{- define "vts.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- include "vts.podSecurity" . | nindent 2 }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "vts.annotations" -}}
prometheus.io/scrape: "true"
prometheus.io/port: {{ .port | quote }}
prometheus.io/path: {{ .path }}
{{- with .root.Values.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end }}
