/** What the fields of Services, Ingresses and NetworkPolicies are for; see `field-descriptions.ts`. */
export const networkingDescriptions = `
core.v1.Service
. A name and an address for a set of pods.
spec Which pods, on which ports, reached from where.
status Where the load balancer is.

core.v1.ServiceSpec
ports The ports of the Service.
selector Labels of the pods that it leads to. Without it, somebody else keeps its endpoints.
clusterIP Its address within the cluster. Set by the server; None for a Service without one.
clusterIPs Its addresses within the cluster, at most one of each family.
type ClusterIP, NodePort, LoadBalancer or ExternalName.
externalIPs Further addresses at which nodes take requests for it.
sessionAffinity ClientIP sends a client always to the same pod; None does not care.
loadBalancerIP The address that the load balancer should have; not all of them can.
loadBalancerSourceRanges Networks from which the load balancer takes requests.
externalName The name that it stands for in DNS. Only for ExternalName.
externalTrafficPolicy Local keeps requests from outside on the node they came to, and their source address with them.
healthCheckNodePort The port at which nodes tell a load balancer whether they have pods of the Service.
publishNotReadyAddresses Whether pods that are not ready are told of, too.
sessionAffinityConfig For how long a client stays with its pod.
ipFamilies IPv4, IPv6 or both, in order.
ipFamilyPolicy SingleStack, PreferDualStack or RequireDualStack.
allocateLoadBalancerNodePorts Whether a load balancer gets ports of the nodes.
loadBalancerClass Who makes the load balancer, where it is not the cluster.
internalTrafficPolicy Local keeps requests from within the cluster on their node.
trafficDistribution Which pods are preferred, such as those that are near.

core.v1.ServicePort
name The name of the port; needed where there are several.
protocol TCP, UDP or SCTP.
appProtocol What is spoken on it, such as kubernetes.io/h2c.
port The port of the Service.
targetPort The port of the pods, by number or name; that of the Service when nothing is said.
nodePort The port of every node. Set by the server for NodePort and LoadBalancer.

core.v1.SessionAffinityConfig
clientIP For ClientIP.

core.v1.ClientIPConfig
timeoutSeconds Seconds after its last request for which a client stays with its pod.

core.v1.ServiceStatus
loadBalancer Where the load balancer is.
conditions What can be said of the Service.

core.v1.LoadBalancerStatus networking.v1.IngressLoadBalancerStatus
ingress The addresses and names that lead in.

core.v1.LoadBalancerIngress networking.v1.IngressLoadBalancerIngress
ip An address.
hostname A name.
ipMode How requests to the address arrive.
ports What can be said of each port.

core.v1.PortStatus networking.v1.IngressPortStatus
port The port.
protocol TCP, UDP or SCTP.
error What is wrong with it.

core.v1.Endpoints
. The addresses behind a Service: what came before EndpointSlices.
subsets Addresses that have the same ports.

core.v1.EndpointSubset
addresses Those that are ready.
notReadyAddresses Those that are not.
ports Their ports.

core.v1.EndpointAddress
ip The address.
hostname A name for it.
nodeName The node that it is on.
targetRef The object behind it, such as a pod.

core.v1.EndpointPort discovery.v1.EndpointPort
name The name of the port, as the Service has it.
port The port.
protocol TCP, UDP or SCTP.
appProtocol What is spoken on it.

discovery.v1.EndpointSlice
. Some of the addresses behind a Service.
addressType IPv4, IPv6 or FQDN.
endpoints The addresses.
ports Their ports.

discovery.v1.Endpoint
addresses The address; one is usual.
conditions Whether it is ready, serves, or is about to end.
hostname A name for it.
targetRef The object behind it, such as a pod.
deprecatedTopology Where it is, in an old form.
nodeName The node that it is on.
zone The zone that it is in.
hints Who should use it.

discovery.v1.EndpointConditions
ready Whether new requests may be sent to it.
serving Whether it answers, also when it is about to end.
terminating Whether it is about to end.

networking.v1.Ingress
. Leads requests by HTTP from outside to Services, by host and path.
spec Which requests go where.
status Where the load balancer is.

networking.v1.IngressSpec
ingressClassName The IngressClass whose controller cares for it.
defaultBackend Where requests go that no rule is for.
tls Which hosts are served with which certificates.
rules Which requests go where, by host and path.

networking.v1.IngressBackend
service A Service of the namespace.
resource Another object of the namespace, in place of a Service.

networking.v1.IngressServiceBackend
name The name of the Service.
port Its port, by name or number.

networking.v1.ServiceBackendPort
name The name of the port.
number The number of the port.

networking.v1.IngressTLS
hosts The hosts that the certificate is for.
secretName The Secret with the certificate and its key.

networking.v1.IngressRule
host The host, whole or beginning with *. for all below a domain; all hosts when nothing is said.
http What is done with requests by HTTP.

networking.v1.IngressRuleValue
http What is done with requests by HTTP.

networking.v1.HTTPIngressRuleValue
paths Which requests go where, by path.

networking.v1.HTTPIngressPath
path The path, which begins with a slash.
pathType Exact, Prefix by whole segments, or ImplementationSpecific.
backend Where the requests go.

networking.v1.IngressStatus
loadBalancer Where the load balancer is.

networking.v1.IngressClass
. A controller that Ingresses can be for.
spec Which controller, with which parameters.

networking.v1.IngressClassSpec
controller The name of the controller, as domain/path.
parameters An object with settings of the controller.

networking.v1.NetworkPolicy
. Says which connections pods may have. Those that no policy picks may have all.
spec Which pods, and which connections.

networking.v1.NetworkPolicySpec
podSelector Picks the pods; an empty one picks all of the namespace.
ingress Which connections the pods may get. None when the list is empty.
egress Which connections the pods may open. None when the list is empty.
policyTypes Whether it is about Ingress, Egress or both.

networking.v1.NetworkPolicyIngressRule
ports The ports of the pods; all when nothing is said.
from Who may connect; everybody when nothing is said.

networking.v1.NetworkPolicyEgressRule
ports The ports of the other side; all when nothing is said.
to Where pods may connect to; anywhere when nothing is said.

networking.v1.NetworkPolicyPort
protocol TCP, UDP or SCTP.
port The port, by number or name.
endPort The last port of a range that begins with port.

networking.v1.NetworkPolicyPeer
podSelector Picks pods, of this namespace or of those that are picked beside it.
namespaceSelector Picks namespaces.
ipBlock A network outside of the cluster.

networking.v1.IPBlock
cidr The network, such as 10.0.0.0/8.
except Parts of it that are left out.
`;
