{{- /* The control plane, its Service and the host name under which pods reach it. */ -}}
{{- define "sluice.control-plane.name" -}}
{{- include "sluice.fullname" . }}-control-plane
{{- end -}}

{{- define "sluice.control-plane.metadata" -}}
name: {{ include "sluice.control-plane.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "sluice.labels" . | nindent 2 }}
  app.kubernetes.io/component: control-plane
{{- end -}}

{{- /* Says what is missing where values don't go together, which a schema can't. */ -}}
{{- define "sluice.control-plane.check" -}}
{{- with .Values.controlPlane -}}
{{- if not .postgresql.secretName -}}
{{- if gt (int .replicas) 1 -}}
{{- fail (printf "controlPlane.replicas is %d, and SQLite on a volume is for one: set controlPlane.postgresql.secretName to a Secret with the URL of a PostgreSQL database, or controlPlane.replicas to 1" (int .replicas)) -}}
{{- end -}}
{{- else -}}
{{- if not .credentials.secretName -}}
{{- fail "controlPlane.credentials.secretName is missing: with PostgreSQL nothing is kept in a pod, so name a Secret with the keys token and secret-key, which all replicas share" -}}
{{- end -}}
{{- if not .tls.secretName -}}
{{- fail "controlPlane.tls.secretName is missing: with PostgreSQL nothing is kept in a pod, so name a Secret of type kubernetes.io/tls, which all replicas share" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
