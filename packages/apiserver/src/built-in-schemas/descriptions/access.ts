/** What the fields of roles, reviews and webhook configurations are for; see `field-descriptions.ts`. */
export const accessDescriptions = `
rbac.v1.Role
. What may be done in a namespace.
rules What may be done; the rules are added up, and nothing is taken away.

rbac.v1.ClusterRole
. What may be done in the whole cluster, or in any namespace that binds it.
rules What may be done; the rules are added up, and nothing is taken away.
aggregationRule Makes the rules out of those of other ClusterRoles.

rbac.v1.PolicyRule
verbs What may be done, such as get, list, watch, create, update, patch and delete; * is everything.
apiGroups The API groups; the core group is the empty text, * is all.
resources The resources in the plural, and subresources as pods/log; * is all.
resourceNames The names of objects, where the rule is for some only.
nonResourceURLs Paths that lead to no resources, such as /metrics. Only in ClusterRoles.

rbac.v1.AggregationRule
clusterRoleSelectors Picks ClusterRoles by their labels; the rules of all of them are taken over.

rbac.v1.RoleBinding
. Gives a role to somebody, in a namespace.
subjects Who gets it.
roleRef The role: one of the namespace, or a ClusterRole. It can not be changed later.

rbac.v1.ClusterRoleBinding
. Gives a ClusterRole to somebody, in the whole cluster.
subjects Who gets it.
roleRef The ClusterRole. It can not be changed later.

rbac.v1.Subject
kind User, Group or ServiceAccount.
apiGroup The group of the kind: empty for a ServiceAccount, rbac.authorization.k8s.io for the others.
name Their name.
namespace The namespace of a ServiceAccount.

rbac.v1.RoleRef
apiGroup rbac.authorization.k8s.io.
kind Role or ClusterRole.
name Its name.

authentication.v1.TokenReview
. Asks whose a token is.
spec The token.
status Whose it is.

authentication.v1.TokenReviewSpec
token The token.
audiences Whom it has to be for; this server when nothing is said.

authentication.v1.TokenReviewStatus
authenticated Whether the token is good.
user Whose it is.
audiences Whom it is for, among those that were asked about.
error Why that could not be told.

authentication.v1.UserInfo
username The name of the user.
uid What tells users of one name apart.
groups The groups of the user.
extra What else is known of the user.

authentication.v1.SelfSubjectReview
. Asks who one is.
status Who one is.

authentication.v1.SelfSubjectReviewStatus
userInfo Who one is.

authentication.v1.TokenRequest
. Asks for a token of a ServiceAccount.
spec What kind of token.
status The token.

authentication.v1.TokenRequestSpec
audiences Whom it is for; this server when nothing is said.
expirationSeconds How long it should last.
boundObjectRef The object with which it ends.

authentication.v1.TokenRequestStatus
token The token.
expirationTimestamp When it ends.

authorization.v1.SubjectAccessReview
. Asks whether somebody may do something.
spec Who, and what.
status Whether they may.

authorization.v1.LocalSubjectAccessReview
. Asks whether somebody may do something in a namespace.
spec Who, and what.
status Whether they may.

authorization.v1.SelfSubjectAccessReview
. Asks whether one may do something.
spec What.
status Whether one may.

authorization.v1.SelfSubjectRulesReview
. Asks what one may do in a namespace.
spec The namespace.
status What one may do.

authorization.v1.SubjectAccessReviewSpec authorization.v1.SelfSubjectAccessReviewSpec
resourceAttributes What is to be done with a resource.
nonResourceAttributes What is to be done with a path.
user The name of the user.
groups The groups of the user.
extra What else is known of the user.
uid What tells users of one name apart.

authorization.v1.ResourceAttributes
namespace The namespace; all when it is empty.
verb What is to be done.
group The API group.
version The version.
resource The resource, in the plural.
subresource The subresource, if any.
name The name of the object; all when it is empty.

authorization.v1.NonResourceAttributes
path The path.
verb The HTTP method in lower case.

authorization.v1.SubjectAccessReviewStatus
allowed Whether it is permitted.
denied Whether it is forbidden, whatever else may permit it.
reason Why.
evaluationError What went wrong while that was found out.

authorization.v1.SelfSubjectRulesReviewSpec
namespace The namespace.

authorization.v1.SubjectRulesReviewStatus
resourceRules What one may do with resources.
nonResourceRules What one may do with paths.
incomplete Whether there may be more than is told.
evaluationError What went wrong while that was found out.

admissionregistration.v1.ValidatingWebhookConfiguration
. Webhooks that are asked whether a request is to be permitted.
webhooks The webhooks. All are asked at once.

admissionregistration.v1.MutatingWebhookConfiguration
. Webhooks that may change what is written.
webhooks The webhooks. They are asked one after the other.

admissionregistration.v1.ValidatingWebhook admissionregistration.v1.MutatingWebhook
name A name like a domain, unlike that of any other webhook of the configuration.
clientConfig Where the webhook is.
rules Which requests it is for.
failurePolicy What is done when it can not be asked: Fail refuses the request, Ignore goes on.
matchPolicy Equivalent asks it about the resource in all its versions, Exact only in those that rules name.
namespaceSelector Picks the namespaces that it is for.
objectSelector Picks the objects that it is for, by labels before or after the change.
sideEffects None or NoneOnDryRun, so that rehearsals can be asked about.
timeoutSeconds Seconds that an answer may take, from 1 to 30.
admissionReviewVersions The versions of AdmissionReview that it reads, the best one first.
reinvocationPolicy IfNeeded asks it once more when a webhook after it has changed something.
matchConditions Conditions in CEL; it is asked only when all of them hold.

admissionregistration.v1.WebhookClientConfig
url Where the webhook is, beginning with https.
service The Service in front of it, in place of a URL.
caBundle Whose certificates are trusted, as PEM; those of the system when nothing is said.

admissionregistration.v1.ServiceReference
namespace The namespace of the Service.
name The name of the Service.
path The path.
port The port; 443 when nothing is said.

admissionregistration.v1.RuleWithOperations admissionregistration.v1.Rule
operations CREATE, UPDATE, DELETE, CONNECT or * for all.
apiGroups The API groups; * is all.
apiVersions The versions; * is all.
resources The resources, as pods, pods/status, */scale or *.
scope Cluster, Namespaced or * for both.

admissionregistration.v1.MatchCondition
name The name of the condition.
expression The condition, over object, oldObject, request and authorizer.
`;
