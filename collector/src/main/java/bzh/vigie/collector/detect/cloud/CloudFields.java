package bzh.vigie.collector.detect.cloud;

import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.store.CloudExports.CloudRecord;
import bzh.vigie.event.ItemFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows of exports under the log sources and field names of Sigma's rules for them: product {@code azure} with the services {@code signinlogs}
 * and {@code auditlogs}, product {@code m365} with {@code audit}, {@code exchange}, {@code threat_management} and {@code threat_detection}.
 * Rules write one name in several ways (Graph's, Azure Monitor's, that of Log Analytics): each field has all of them. What Entra wrote into the
 * unified audit log is a record of Entra too. Our own fields say the same of all: account, source_address, action, object, detail, user_agent,
 * outcome.
 */
final class CloudFields {
    private static final LogSource SIGN_INS = new LogSource("azure", "", "signinlogs");
    private static final LogSource AUDITS = new LogSource("azure", "", "auditlogs");

    private CloudFields() {}

    static List<SigmaRecord> records(CloudRow row) {
        return switch (row.log()) {
            case SIGN_INS -> List.of(signIn(row, row.fields()));
            case DIRECTORY -> List.of(audit(row, row.fields()));
            case UNIFIED -> unified(row);
        };
    }

    private static List<SigmaRecord> unified(CloudRow row) {
        CloudRow.Fields of = new CloudRow.Fields(row.fields());
        String workload = of.first("Workload", "service");
        List<String> services = switch (workload) {
            case "Exchange" -> List.of("audit", "exchange");
            case "SecurityComplianceCenter" -> List.of("audit", "threat_management", "threat_detection");
            default -> List.of("audit");
        };
        List<SigmaRecord> records = new ArrayList<>();
        for (String service : services) {
            SigmaRecord.Builder to = begin(row, new LogSource("m365", "", service), row.fields());
            to.ifAny("eventSource", workload)
                    // Of an alert the operation says only that there is one.
                    .ifAny(
                            "eventName",
                            of.first("Name").isEmpty() ? row.record().operation() : of.first("Name"))
                    .put("status", ItemFields.word(row.record().outcome()));
            records.add(to.build());
        }
        if (workload.equals("AzureActiveDirectory")) {
            records.add(row.signIn() ? signIn(row, asGraph(row)) : audit(row, asGraph(row)));
        }
        return records;
    }

    /** A record of Entra in the unified audit log under the names that Graph has. */
    private static Map<String, List<String>> asGraph(CloudRow row) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        row.fields().forEach((name, values) -> {
            if (name.equals("ModifiedProperties") || name.startsWith("ModifiedProperties.")) {
                fields.put("targetResources.m" + name.substring(1), values);
            }
        });
        copy(fields, "ModifiedProperties.NewValue", "targetResources.modifiedProperties.newValue", row.fields());
        copy(fields, "ModifiedProperties.Name", "targetResources.modifiedProperties.displayName", row.fields());
        copy(fields, "ObjectId", "targetResources.displayName", row.fields());
        copy(fields, "UserId", row.signIn() ? "userPrincipalName" : "initiatedBy.user.userPrincipalName", row.fields());
        copy(fields, "ApplicationId", "appId", row.fields());
        copy(fields, "ErrorNumber", "status.errorCode", row.fields());
        copy(fields, "LogonError", "status.failureReason", row.fields());
        copy(fields, "ExtendedProperties.extendedAuditEventCategory", "category", row.fields());
        return fields;
    }

    private static void copy(Map<String, List<String>> to, String from, String name, Map<String, List<String>> fields) {
        List<String> values = fields.get(from);
        if (values != null) {
            to.put(name, values);
        }
    }

    private static SigmaRecord signIn(CloudRow row, Map<String, List<String>> fields) {
        CloudRow.Fields of = new CloudRow.Fields(fields);
        CloudRecord record = row.record();
        String status = ItemFields.word(record.outcome());
        String code = of.first("status.errorCode", "resultType", "ResultType");
        SigmaRecord.Builder to = begin(row, SIGN_INS, variants(fields));
        for (String name : List.of("ResultType", "resultType")) {
            absent(to, name, code.isEmpty() && status.equals("success") ? "0" : code);
        }
        for (String name : List.of("ResultDescription", "Resultdescription", "resultDescription")) {
            absent(to, name, of.first("status.failureReason"));
        }
        absent(to, "Status", capital(status));
        absent(to, "ActivityDetails", "Sign-ins");
        for (String name : List.of("ClientApp", "ClientAppUsed")) {
            absent(to, name, of.first("clientAppUsed"));
        }
        for (String name : List.of("Username", "TargetUserName", "UserPrincipalName")) {
            absent(to, name, record.account());
        }
        for (String name : List.of("IpAddress", "IPAddress", "callerIpAddress")) {
            absent(to, name, record.source());
        }
        absent(to, "userAgent", record.userAgent());
        absent(to, "UserAgent", record.userAgent());
        absent(to, "Location", of.first("location.countryOrRegion"));
        absent(to, "location", of.first("location.countryOrRegion"));
        absent(to, "DeviceDetail.trusttype", of.first("deviceDetail.trustType"));
        switch (of.first("authenticationProtocol").toLowerCase(Locale.ROOT).replace(" ", "")) {
            case "devicecode" -> absent(to, "properties.message", "Device Code");
            case "ropc" -> absent(to, "properties.message", "ROPC");
            default -> {
                // No rule asks for others.
            }
        }
        return to.build();
    }

    private static SigmaRecord audit(CloudRow row, Map<String, List<String>> fields) {
        CloudRow.Fields of = new CloudRow.Fields(fields);
        CloudRecord record = row.record();
        SigmaRecord.Builder to = begin(row, AUDITS, variants(fields));
        for (String name : List.of(
                "operationName",
                "OperationName",
                "properties.message",
                "ActivityDisplayName",
                "ActivityType",
                "activityType")) {
            absent(to, name, record.operation());
        }
        String status = ItemFields.word(record.outcome());
        absent(to, "Status", capital(status));
        absent(to, "properties.result", status);
        for (String name : List.of("Initiatedby", "InitiatedBy", "properties.initiatedBy")) {
            absent(to, name, record.account());
        }
        absent(to, "Target", record.object());
        for (String name : List.of("ConsentContext.IsAdminConsent", "ConsentAction.Permissions")) {
            absent(to, name, of.first("targetResources.modifiedProperties." + name, "additionalDetails." + name));
        }
        List<String> properties = fields.getOrDefault("targetResources.modifiedProperties", List.of());
        for (String name : List.of("TargetResources", "targetResources", "properties.targetResources")) {
            List<String> all = new ArrayList<>(properties);
            all.addAll(fields.getOrDefault("targetResources.displayName", List.of()));
            if (!to.has(name)) {
                to.put(name, all);
            }
        }
        for (String name : List.of("DisplayName", "NewValue", "OldValue")) {
            List<String> values = fields.getOrDefault(
                    "targetResources.modifiedProperties." + name.substring(0, 1).toLowerCase(Locale.ROOT)
                            + name.substring(1),
                    List.of());
            to.put("TargetResources.ModifiedProperties." + name, values);
        }
        return to.build();
    }

    /** All fields, and those that say the same of all exports. */
    private static SigmaRecord.Builder begin(CloudRow row, LogSource source, Map<String, List<String>> fields) {
        SigmaRecord.Builder to = SigmaRecord.of(source);
        fields.forEach(to::put);
        Map<String, String> own = row.record().fields();
        own.forEach(to::put);
        if (own.containsKey("detail")) {
            to.put("detail", own.getOrDefault("detail", "").lines().toList());
        }
        return to.put("outcome", ItemFields.word(row.record().outcome()))
                .put("time", row.record().time().toString())
                .put("mail", row.record().mail());
    }

    /** Each field also with a capital letter, as Log Analytics writes it, and under {@code properties}, as Azure Monitor does. */
    private static Map<String, List<String>> variants(Map<String, List<String>> fields) {
        Map<String, List<String>> all = new LinkedHashMap<>(fields);
        fields.forEach((name, values) -> {
            all.putIfAbsent(capital(name), values);
            if (!name.startsWith("properties.")) {
                all.putIfAbsent("properties." + name, values);
            }
        });
        return all;
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static void absent(SigmaRecord.Builder to, String name, String value) {
        if (!to.has(name)) {
            to.ifAny(name, value);
        }
    }
}
