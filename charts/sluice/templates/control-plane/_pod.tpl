{{- /*
The pod of the control plane. With PostgreSQL it keeps nothing: the database, the certificate and what all replicas share
come from outside. Without it, everything lies on the volume `data`, for which the caller cares.
*/ -}}
{{- define "sluice.control-plane.pod" -}}
{{- $name := include "sluice.control-plane.name" . -}}
{{- with .Values.controlPlane -}}
metadata:
  labels:
    {{- include "sluice.labels" $ | nindent 4 }}
    app.kubernetes.io/component: control-plane
    {{- with .podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- with .podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  # It knows nothing of Kubernetes.
  automountServiceAccountToken: false
  enableServiceLinks: false
  securityContext:
    {{- include "sluice.podSecurityContext" $ | nindent 4 }}
    # A large volume isn't searched at each start for files whose owner has to be changed.
    fsGroupChangePolicy: OnRootMismatch
  terminationGracePeriodSeconds: 30
  {{- with $.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: control-plane
      image: {{ include "sluice.image" $ }}
      imagePullPolicy: {{ $.Values.image.pullPolicy }}
      args:
        - control-plane
        - --state-dir=/data/state
        - --host={{ .host }}
        - --port=8443
        - --organization={{ .organization }}
        - --log-level={{ .logLevel }}
        {{- with .publicUrl }}
        - --public-url={{ . }}
        {{- end }}
        {{- if .tls.secretName }}
        - --tls-cert-file=/etc/sluice/tls/tls.crt
        - --tls-key-file=/etc/sluice/tls/tls.key
        {{- else }}
        {{- range list $name (printf "%s.%s" $name $.Release.Namespace) (printf "%s.%s.svc" $name $.Release.Namespace) (printf "%s.%s.svc.cluster.local" $name $.Release.Namespace) }}
        - --tls-san={{ . }}
        {{- end }}
        {{- with .publicUrl }}
        - --tls-san={{ (urlParse .).hostname }}
        {{- end }}
        {{- end }}
        {{- if .credentials.secretName }}
        - --token-file=/etc/sluice/credentials/token
        - --secret-key-file=/etc/sluice/credentials/secret-key
        {{- end }}
        {{- if .postgresql.secretName }}
        - --database-url-file=/etc/sluice/database/url
        {{- end }}
        {{- with .extraArgs }}{{ toYaml . | nindent 8 }}{{ end }}
      {{- with .extraEnv }}
      env:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        - { name: https, containerPort: 8443 }
      startupProbe:
        httpGet: { path: /healthz, port: https, scheme: HTTPS }
        periodSeconds: 1
        # The first start of a new version brings the tables up to date.
        failureThreshold: 300
      livenessProbe:
        httpGet: { path: /healthz, port: https, scheme: HTTPS }
      readinessProbe:
        httpGet: { path: /readyz, port: https, scheme: HTTPS }
        periodSeconds: 5
        timeoutSeconds: 2
      lifecycle:
        preStop:
          # Whoever still has the address of this pod comes within moments; the image has no shell that could sleep.
          exec: { command: [/nodejs/bin/node, --eval, 'setTimeout(() => undefined, 3000)'] }
      resources:
        {{- toYaml .resources | nindent 8 }}
      securityContext:
        {{- include "sluice.containerSecurityContext" $ | nindent 8 }}
      volumeMounts:
        - { name: data, mountPath: /data }
        {{- if .tls.secretName }}
        - { name: tls, mountPath: /etc/sluice/tls, readOnly: true }
        {{- end }}
        {{- if .credentials.secretName }}
        - { name: credentials, mountPath: /etc/sluice/credentials, readOnly: true }
        {{- end }}
        {{- if .postgresql.secretName }}
        - { name: database, mountPath: /etc/sluice/database, readOnly: true }
        {{- end }}
  {{- if or .postgresql.secretName .tls.secretName .credentials.secretName }}
  volumes:
    {{- if .postgresql.secretName }}
    # Nothing that has to last; the root file system is read-only.
    - name: data
      emptyDir: { sizeLimit: 16Mi }
    - name: database
      secret: { secretName: {{ .postgresql.secretName }}, defaultMode: 0440, items: [{ key: {{ .postgresql.key }}, path: url }] }
    {{- end }}
    {{- if .tls.secretName }}
    - name: tls
      secret: { secretName: {{ .tls.secretName }}, defaultMode: 0440 }
    {{- end }}
    {{- if .credentials.secretName }}
    - name: credentials
      secret: { secretName: {{ .credentials.secretName }}, defaultMode: 0440 }
    {{- end }}
  {{- end }}
  {{- with .nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    {{- if .topologySpreadConstraints }}
    {{- toYaml .topologySpreadConstraints | nindent 4 }}
    {{- else }}
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "sluice.control-plane.selector" $ | nindent 10 }}
    {{- end }}
  {{- with .priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}
