package bzh.vigie.collector.detect.cloud;

import bzh.vigie.collector.detect.cloud.CloudExport.Problem;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.incident.AccountNames;
import bzh.vigie.collector.incident.WitnessReader;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.CloudExports.CloudRecord;
import bzh.vigie.collector.store.Witnesses.Outcome;
import bzh.vigie.collector.store.Witnesses.Sighting;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of an export of Microsoft 365 or Entra. Its operation says what it is: {@code UserLoginFailed} is a failed sign-in, whatever its
 * {@code ResultStatus} says, and only sign-ins are sign-ins (names: Office 365 Management Activity API schema; Graph's signIn and directoryAudit).
 *
 * @param record what may be kept of it
 * @param signIn whether it is a sign-in of a person; an application's is none, since it signs in whenever it runs
 * @param log which log it is of
 * @param fields all of them
 */
public record CloudRow(CloudRecord record, boolean signIn, Log log, Map<String, List<String>> fields) {
    private static final int LONGEST = 512;
    private static final int LONGEST_DETAIL = 8_192;
    private static final int LONGEST_ACCOUNT = 128;

    /** Sign-ins among the operations of the unified audit log, each with what came of it; empty where its status says it. */
    private static final Map<String, Optional<Outcome>> SIGN_INS = Map.of(
            "userloggedin", Optional.of(Outcome.SUCCESS),
            "userloginfailed", Optional.of(Outcome.FAILURE),
            "mailboxlogin", Optional.empty());

    /** Logs of sign-ins of applications, by Azure Monitor's name of them. */
    private static final Set<String> OF_APPLICATIONS =
            Set.of("ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs");

    private static final Set<String> SUCCEEDED =
            Set.of("success", "succeeded", "true", "partiallysucceeded", "opération réussie");
    private static final Set<String> FAILED =
            Set.of("failed", "failure", "false", "timeout", "clienterror", "échec", "interrupted", "interrompu");
    private static final Set<String> NOBODY = Set.of("not available", "unknown", "n/a", "-");

    /** Which log a row is of. */
    public enum Log {
        /** Entra's sign-ins. */
        SIGN_INS,
        /** Entra's audit logs. */
        DIRECTORY,
        /** The unified audit log of Microsoft 365. */
        UNIFIED
    }

    /** A row, or why it is none. */
    sealed interface Read {
        record Row(CloudRow row) implements Read {}

        record Not(Problem why) implements Read {}
    }

    /** Out of the fields of a row. */
    static Read of(int line, Map<String, List<String>> read, RowDates dates) {
        Map<String, List<String>> fields = lifted(read);
        Optional<Log> log = log(fields);
        if (log.isEmpty()) {
            return new Read.Not(Problem.NO_RECORD);
        }
        Fields of = new Fields(fields);
        String written = switch (log.get()) {
            case SIGN_INS -> of.first("createdDateTime", "time");
            case DIRECTORY -> of.first("activityDateTime", "time");
            case UNIFIED -> of.first("CreationTime", "createdDateTime", "CreationDate");
        };
        Optional<Instant> time = dates.read(written);
        if (time.isEmpty()) {
            return new Read.Not(Problem.NO_TIME);
        }
        CloudRow row = switch (log.get()) {
            case SIGN_INS -> of.signIn(line, time.get());
            case DIRECTORY -> of.directory(line, time.get());
            case UNIFIED -> of.unified(line, time.get());
        };
        boolean nobody =
                row.sighting().account().isEmpty() && row.record().source().isEmpty();
        return row.signIn() && nobody ? new Read.Not(Problem.NOBODY) : new Read.Row(row);
    }

    /** As a sign-in of whichever external log. */
    public Sighting sighting() {
        String account = AccountNames.key(record.account());
        return new Sighting(
                record.line(),
                record.time(),
                NOBODY.contains(account) || account.length() > LONGEST_ACCOUNT ? "" : account,
                record.source(),
                "",
                "",
                record.outcome());
    }

    /** As rules see it: under each log source of Sigma that it belongs to. */
    public List<SigmaRecord> records() {
        return CloudFields.records(this);
    }

    /** The same fields, and under their own names those that an envelope has around the record: Azure Monitor's, Graph's, Purview's. */
    private static Map<String, List<String>> lifted(Map<String, List<String>> read) {
        Map<String, List<String>> fields = new LinkedHashMap<>(read);
        Stream.of("AuditData", "auditData")
                .flatMap(name -> read.getOrDefault(name, List.of()).stream())
                .flatMap(text -> JsonRows.one(text).stream())
                .forEach(fields::putAll);
        for (String envelope : List.of("properties.", "auditData.", "AuditData.")) {
            read.forEach((name, values) -> {
                if (name.startsWith(envelope)) {
                    fields.putIfAbsent(name.substring(envelope.length()), values);
                }
            });
        }
        return fields;
    }

    private static Optional<Log> log(Map<String, List<String>> fields) {
        Fields of = new Fields(fields);
        String category = of.first("category", "Category");
        if (!of.first("Operation", "Operations").isEmpty()) {
            return Optional.of(Log.UNIFIED);
        }
        if (!of.first("activityDisplayName").isEmpty() || category.equals("AuditLogs")) {
            return Optional.of(Log.DIRECTORY);
        }
        boolean graph = fields.containsKey("createdDateTime")
                && Stream.of("status.errorCode", "ipAddress", "appDisplayName", "appId")
                        .anyMatch(fields::containsKey);
        return graph || category.endsWith("SignInLogs") ? Optional.of(Log.SIGN_INS) : Optional.empty();
    }

    /** The fields of one row. */
    record Fields(Map<String, List<String>> all) {
        /** The first of these that has a value. */
        String first(String... names) {
            return Stream.of(names)
                    .flatMap(name -> all.getOrDefault(name, List.of()).stream())
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .findFirst()
                    .map(value -> value.length() <= LONGEST ? value : value.substring(0, LONGEST))
                    .orElse("");
        }

        private CloudRow signIn(int line, Instant time) {
            String code = first("status.errorCode", "resultType", "ResultType");
            boolean number = code.chars().allMatch(Character::isDigit) && !code.isEmpty();
            Outcome succeeded = outcome(number ? code : first("Status", "status"));
            boolean application = isOfApplication();
            return row(
                    line,
                    time,
                    application ? CloudExports.SIGN_IN_OF_APPLICATION : CloudExports.SIGN_IN,
                    application
                            ? first("servicePrincipalName", "identity", "servicePrincipalId", "appDisplayName", "appId")
                            : first("userPrincipalName", "identity", "userId"),
                    first("ipAddress", "callerIpAddress"),
                    first("appDisplayName", "resourceDisplayName", "appId"),
                    detail("clientAppUsed", "authenticationProtocol", "resourceDisplayName", "status.failureReason"),
                    first("userAgent"),
                    succeeded == Outcome.SUCCESS ? Outcome.SUCCESS : Outcome.FAILURE,
                    Log.SIGN_INS,
                    !application);
        }

        /** By its log, by Graph's types of the event, or where it names an application and nobody. */
        private boolean isOfApplication() {
            List<String> types = all.getOrDefault("signInEventTypes", List.of());
            boolean nobody =
                    first("userPrincipalName", "userId", "userDisplayName").isEmpty();
            return OF_APPLICATIONS.contains(first("category", "Category"))
                    || types.contains("servicePrincipal")
                    || types.contains("managedIdentity")
                    || (nobody
                            && !first("servicePrincipalId", "servicePrincipalName")
                                    .isEmpty());
        }

        private CloudRow directory(int line, Instant time) {
            return row(
                    line,
                    time,
                    operation(first("activityDisplayName", "operationName")),
                    first(
                            "initiatedBy.user.userPrincipalName",
                            "initiatedBy.app.displayName",
                            "initiatedBy.app.servicePrincipalName",
                            "identity"),
                    first("initiatedBy.user.ipAddress", "callerIpAddress"),
                    first("targetResources.userPrincipalName", "targetResources.displayName", "targetResources.id"),
                    detail("targetResources.modifiedProperties", "additionalDetails"),
                    first("additionalDetails.User-Agent"),
                    outcome(first("result", "resultType")),
                    Log.DIRECTORY,
                    false);
        }

        private CloudRow unified(int line, Instant time) {
            String operation = operation(first("Operation", "Operations"));
            Optional<Outcome> signIn = SIGN_INS.getOrDefault(operation.toLowerCase(Locale.ROOT), Optional.empty());
            return row(
                    line,
                    time,
                    operation,
                    first("UserId", "UserIds", "userPrincipalName"),
                    first("ClientIP", "ClientIPAddress", "ActorIpAddress", "clientIp"),
                    first("MailboxOwnerUPN", "ObjectId", "Parameters.Identity"),
                    detail(
                            "Parameters",
                            "ModifiedProperties",
                            "OperationProperties",
                            "Item.ParentFolder.MemberUpn",
                            "Item.ParentFolder.MemberRights",
                            "Item.ParentFolder.Path",
                            "TargetUserOrGroupName",
                            "Members.UPN"),
                    first("ExtendedProperties.UserAgent", "UserAgent", "ClientInfoString"),
                    signIn.orElseGet(() -> outcome(first("ResultStatus", "ResultStatusDetail"))),
                    Log.UNIFIED,
                    SIGN_INS.containsKey(operation.toLowerCase(Locale.ROOT)));
        }

        private CloudRow row(
                int line,
                Instant time,
                String operation,
                String account,
                String address,
                String object,
                String detail,
                String userAgent,
                Outcome outcome,
                Log log,
                boolean signIn) {
            return new CloudRow(
                    new CloudRecord(
                            line,
                            time,
                            operation,
                            account,
                            WitnessReader.address(address),
                            object,
                            withIds(operation, detail),
                            userAgent,
                            outcome),
                    signIn,
                    log,
                    all);
        }

        /** Ids and objects of the act stand last, and are not what is cut off. */
        private String withIds(String operation, String detail) {
            String ids = Stream.concat(CloudIds.of(operation, all).stream(), CloudObjects.of(operation, all).stream())
                    .collect(Collectors.joining("\n"));
            int room = Math.max(0, LONGEST_DETAIL - ids.length() - 1);
            String set = detail.length() <= room ? detail : detail.substring(0, room);
            return ids.isEmpty() || set.isEmpty() ? set + ids : set + "\n" + ids;
        }

        /** The values of these fields, a line each. */
        private String detail(String... names) {
            return Stream.of(names)
                    .flatMap(name -> all.getOrDefault(name, List.of()).stream())
                    .map(value -> value.replaceAll("[\\r\\n]+ *", " "))
                    .distinct()
                    .collect(Collectors.joining("\n"));
        }

        /** The unified audit log ends the names of Entra's operations with a full stop. */
        private static String operation(String written) {
            return written.endsWith(".")
                    ? written.substring(0, written.length() - 1).strip()
                    : written;
        }

        private static Outcome outcome(String status) {
            String word = status.toLowerCase(Locale.ROOT);
            return SUCCEEDED.contains(word) || word.equals("0")
                    ? Outcome.SUCCESS
                    : FAILED.contains(word) ? Outcome.FAILURE : Outcome.UNSAID;
        }
    }
}
