package bzh.vigie.collector.detect.cloud;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Columns of the tables that Entra's portal exports in English and in French, under the names that Graph has for the same. French headings:
 * programs of others that read such exports (Eudaeon/connection-mapper), Microsoft Learn in French.
 */
final class PortalTable {
    private static final Map<String, String> SIGN_INS = Map.ofEntries(
            Map.entry("dateutc", "createdDateTime"),
            Map.entry("requestid", "id"),
            Map.entry("username", "userPrincipalName"),
            Map.entry("user", "userDisplayName"),
            Map.entry("ipaddress", "ipAddress"),
            Map.entry("signinerrorcode", "status.errorCode"),
            Map.entry("failurereason", "status.failureReason"),
            Map.entry("clientapp", "clientAppUsed"),
            Map.entry("application", "appDisplayName"),
            Map.entry("applicationid", "appId"),
            Map.entry("resource", "resourceDisplayName"),
            Map.entry("useragent", "userAgent"),
            Map.entry("location", "location"),
            Map.entry("authenticationrequirement", "authenticationRequirement"),
            Map.entry("authenticationprotocol", "authenticationProtocol"),
            Map.entry("originaltransfermethod", "originalTransferMethod"),
            Map.entry("conditionalaccess", "conditionalAccessStatus"),
            Map.entry("deviceid", "deviceDetail.deviceId"),
            Map.entry("jointype", "deviceDetail.trustType"),
            Map.entry("compliant", "deviceDetail.isCompliant"),
            Map.entry("managed", "deviceDetail.isManaged"),
            Map.entry("hometenantid", "homeTenantId"),
            Map.entry("resourcetenantid", "resourceTenantId"),
            Map.entry("usertype", "userType"),
            Map.entry("userid", "userId"),
            Map.entry("serviceprincipalid", "servicePrincipalId"),
            Map.entry("serviceprincipalname", "servicePrincipalName"));

    private static final Map<String, String> SIGN_INS_IN_FRENCH = Map.ofEntries(
            Map.entry("dateutc", "createdDateTime"),
            Map.entry("idderequête", "id"),
            Map.entry("nomdutilisateur", "userPrincipalName"),
            Map.entry("utilisateur", "userDisplayName"),
            Map.entry("identifiantutilisateur", "userId"),
            Map.entry("typedutilisateur", "userType"),
            Map.entry("adresseip", "ipAddress"),
            Map.entry("statut", "Status"),
            Map.entry("codederreurdeconnexion", "status.errorCode"),
            Map.entry("raisondeléchec", "status.failureReason"),
            Map.entry("applicationcliente", "clientAppUsed"),
            Map.entry("application", "appDisplayName"),
            Map.entry("iddelapplication", "appId"),
            Map.entry("ressource", "resourceDisplayName"),
            Map.entry("agentutilisateur", "userAgent"),
            Map.entry("emplacement", "location"),
            Map.entry("exigencedauthentification", "authenticationRequirement"),
            Map.entry("accèsconditionnel", "conditionalAccessStatus"),
            Map.entry("iddelappareil", "deviceDetail.deviceId"),
            Map.entry("conforme", "deviceDetail.isCompliant"),
            Map.entry("géré", "deviceDetail.isManaged"));

    private static final Map<String, String> AUDITS = Map.ofEntries(
            Map.entry("dateutc", "activityDateTime"),
            Map.entry("activity", "activityDisplayName"),
            Map.entry("activité", "activityDisplayName"),
            Map.entry("category", "category"),
            Map.entry("catégorie", "category"),
            Map.entry("service", "loggedByService"),
            Map.entry("result", "result"),
            Map.entry("résultat", "result"),
            Map.entry("resultreason", "resultReason"),
            Map.entry("ipaddress", "initiatedBy.user.ipAddress"),
            Map.entry("actoruserprincipalname", "initiatedBy.user.userPrincipalName"),
            Map.entry("actorserviceprincipalname", "initiatedBy.app.servicePrincipalName"),
            Map.entry("targetuserprincipalname", "targetResources.userPrincipalName"),
            Map.entry("cibleuserprincipalname", "targetResources.userPrincipalName"),
            Map.entry("targetobjectid", "targetResources.id"),
            Map.entry("targetdisplayname", "targetResources.displayName"),
            Map.entry("targettype", "targetResources.type"));

    private static final Pattern PROPERTY = Pattern.compile("Target(\\d{1,3})ModifiedProperty(\\d{1,3})Name");
    private static final Pattern DETAIL = Pattern.compile("AdditionalDetail(\\d{1,3})Key");

    private PortalTable() {}

    /**
     * Adds what a row has under Graph's names.
     *
     * @param fields by the names of their columns
     * @param byPlain the first value of each heading without case, blanks and digits
     */
    static void rename(Map<String, List<String>> fields, Map<String, String> byPlain) {
        boolean audits = byPlain.containsKey("activity") || byPlain.containsKey("activité");
        boolean french = byPlain.containsKey("adresseip") || byPlain.containsKey("statut");
        Map<String, String> names = audits ? AUDITS : french ? SIGN_INS_IN_FRENCH : SIGN_INS;
        Map<String, List<String>> more = new LinkedHashMap<>();
        names.forEach((plain, name) -> {
            String value = byPlain.get(plain);
            if (value != null) {
                more.put(name, List.of(value));
            }
        });
        if (audits && !byPlain.containsKey("actoruserprincipalname")) {
            byPlain.computeIfPresent("actordisplayname", (plain, value) -> {
                more.put("initiatedBy.app.displayName", List.of(value));
                return value;
            });
        }
        fields.forEach((column, values) -> {
            Matcher property = PROPERTY.matcher(column);
            Matcher detail = DETAIL.matcher(column);
            if (property.matches()) {
                pair(
                        "targetResources.modifiedProperties",
                        values.getFirst(),
                        fields.getOrDefault(column.replaceFirst("Name$", "NewValue"), List.of()),
                        more);
                fields.getOrDefault(column.replaceFirst("Name$", "OldValue"), List.of())
                        .forEach(value -> add("targetResources.modifiedProperties.oldValue", value, more));
            } else if (detail.matches()) {
                pair(
                        "additionalDetails",
                        values.getFirst(),
                        fields.getOrDefault(column.replaceFirst("Key$", "Value"), List.of()),
                        more);
            }
        });
        fields.putAll(more);
    }

    private static void pair(String array, String name, List<String> written, Map<String, List<String>> to) {
        String value = written.isEmpty() ? "" : written.getFirst().replaceAll("^\"|\"$", "");
        add(array, name + "=" + value, to);
        add(array + "." + name, value, to);
        add(array + ".displayName", name, to);
        add(array + ".newValue", value, to);
    }

    private static void add(String name, String value, Map<String, List<String>> to) {
        to.computeIfAbsent(name, each -> new ArrayList<>()).add(value);
    }
}
