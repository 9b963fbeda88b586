package bzh.vigie.collector.detect.cloud;

import bzh.vigie.text.LetterCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Ids that a row names beside display names, which anybody chooses: the application that acted, one that was let in, what it was done to, keys
 * that an application got or signed in with, tenants of others. A line each, such as {@code granted=ID}. Names: Graph's signIn and
 * directoryAudit, Office 365 Management Activity API schema.
 */
final class CloudIds {
    private static final int MOST = 50;
    private static final Pattern ID =
            Pattern.compile("(?i)(?<![0-9a-f-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f-])");
    private static final Pattern KEY = Pattern.compile("(?i)KeyIdentifier=([0-9a-f-]{36})");

    /** Operations that let an application into data: where it is the target, and where the target is what it is let into. */
    private static final Set<String> CONSENT = Set.of("consent to application");

    private static final Set<String> GRANTS = Set.of(
            "add delegated permission grant",
            "add oauth2permissiongrant",
            "add app role assignment to service principal");

    /** Operations that let another tenant in. */
    private static final Set<String> TRUSTS =
            Set.of("add a partner to cross-tenant access setting", "add partner to company");

    /** Tenants in which Microsoft has its own applications. */
    private static final Set<String> OF_MICROSOFT =
            Set.of("f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47");

    private final Map<String, List<String>> fields;

    private CloudIds(Map<String, List<String>> fields) {
        this.fields = fields;
    }

    /** The lines, none twice. */
    static List<String> of(String operation, Map<String, List<String>> fields) {
        CloudIds ids = new CloudIds(fields);
        Set<String> lines = new LinkedHashSet<>();
        String folded = CloudOperations.folded(operation);
        if (CONSENT.contains(folded)) {
            put(lines, "granted", ids.at("ObjectId", "Target.ID", "targetResources.id"));
            put(lines, "granted", ids.property("TargetId.ServicePrincipalNames", "ServicePrincipal.AppId", "AppId"));
        } else if (GRANTS.contains(folded)) {
            put(lines, "granted", ids.property("ServicePrincipal.AppId", "ServicePrincipal.ObjectID"));
        }
        put(lines, "key", ids.newKeys());
        put(lines, "key", ids.at("servicePrincipalCredentialKeyId"));
        put(lines, "tenant", ids.tenants());
        if (TRUSTS.contains(folded)) {
            put(lines, "tenant", ids.property("tenantId", "TenantId"));
        }
        put(
                lines,
                "application",
                ids.at(
                        "appId",
                        "ApplicationId",
                        "initiatedBy.app.appId",
                        "AppId",
                        "ClientAppId",
                        "AppAccessContext.ClientAppId"));
        put(lines, "target", ids.at("targetResources.id", "servicePrincipalId", "resourceId", "ResourceId"));
        return new ArrayList<>(lines);
    }

    private static void put(Set<String> lines, String name, Collection<String> ids) {
        ids.stream().limit(MOST).map(id -> name + "=" + id).forEach(lines::add);
    }

    private Stream<String> texts(String... names) {
        return Stream.of(names).flatMap(name -> fields.getOrDefault(name, List.of()).stream());
    }

    private static Set<String> ids(Stream<String> texts, Pattern pattern, int group) {
        Set<String> found = new LinkedHashSet<>();
        texts.flatMap(text -> pattern.matcher(text).results())
                .map((MatchResult each) -> LetterCase.fold(each.group(group)))
                .limit(MOST)
                .forEach(found::add);
        return found;
    }

    private Set<String> at(String... names) {
        return ids(texts(names), ID, 0);
    }

    /** Of what was set, by the name of the property in either log. */
    private Set<String> property(String... names) {
        Set<String> found = new LinkedHashSet<>();
        for (String name : names) {
            found.addAll(at("targetResources.modifiedProperties." + name, "ModifiedProperties." + name));
        }
        return found;
    }

    /** Keys that stand there now and did not before. */
    private Set<String> newKeys() {
        Set<String> keys =
                ids(texts("targetResources.modifiedProperties.newValue", "ModifiedProperties.NewValue"), KEY, 1);
        keys.removeAll(
                ids(texts("targetResources.modifiedProperties.oldValue", "ModifiedProperties.OldValue"), KEY, 1));
        return keys;
    }

    /** Tenants but for that of the log, as far as the row says which that is, and Microsoft's. */
    private Set<String> tenants() {
        Set<String> own = at("OrganizationId", "organizationId", "tenantId", "aadTenantId");
        if (own.isEmpty()) {
            boolean guest = texts("userType").anyMatch(type -> type.equalsIgnoreCase("guest"));
            boolean user = texts("userPrincipalName", "userId").findAny().isPresent();
            own = at(user && !guest ? "homeTenantId" : "resourceTenantId");
        }
        Set<String> found =
                at("homeTenantId", "resourceTenantId", "appOwnerTenantId", "ActorContextId", "TargetContextId");
        found.removeAll(own);
        found.removeAll(OF_MICROSOFT);
        return own.isEmpty() ? Set.of() : found;
    }
}
