package bzh.vigie.collector.detect.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.detect.cloud.CloudExport.Ending;
import bzh.vigie.collector.detect.cloud.CloudExport.Problem;
import bzh.vigie.collector.incident.WitnessReader.DayMonth;
import bzh.vigie.collector.store.Witnesses.Outcome;
import bzh.vigie.collector.store.Witnesses.Sighting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Records have the fields and values of Microsoft's schemas (Office 365 Management Activity API schema; Graph's signIn and directoryAudit) and
 * of exports that others published (blueteam0ps/det-eng-samples); who and where is changed.
 */
final class CloudExportTest {
    private static final Instant THEN = Instant.parse("2026-11-02T07:15:00Z");

    /** What was taken of a file. */
    private static final class Taken implements CloudExport.Taker {
        private final List<CloudRow> rows = new ArrayList<>();
        private final Map<Integer, Problem> refused = new TreeMap<>();

        @Override
        public void row(CloudRow row) {
            rows.add(row);
        }

        @Override
        public void refused(int number, Problem why) {
            refused.put(number, why);
        }
    }

    private static Taken read(Ending ending, byte[] bytes) {
        Taken taken = new Taken();
        try {
            assertEquals(
                    ending, CloudExport.read(new ByteArrayInputStream(bytes), new RowDates(Optional.empty()), taken));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return taken;
    }

    private static Taken read(String text) {
        return read(Ending.WHOLE, text.getBytes(StandardCharsets.UTF_8));
    }

    private static CloudRow only(String text) {
        Taken taken = read(text);
        assertEquals(Map.of(), taken.refused);
        assertEquals(1, taken.rows.size());
        return taken.rows.getFirst();
    }

    private static String unified(String operation, String more) {
        return "{\"CreationTime\":\"2026-11-02T07:15:00\",\"Id\":\"1\",\"Operation\":\"" + operation
                + "\",\"RecordType\":15,\"UserType\":0,\"Workload\":\"AzureActiveDirectory\","
                + "\"UserId\":\"lea@mairie.example\",\"ClientIP\":\"203.0.113.9\"" + more + "}";
    }

    private static String csv(String audit) {
        return "\"" + audit.replace("\"", "\"\"") + "\"";
    }

    @Test
    void theOperationDecidesWhatCameOfASignIn() {
        CloudRow failed = only(unified("UserLoginFailed", ",\"ResultStatus\":\"Success\",\"ErrorNumber\":\"50126\""));
        assertEquals(new Sighting(1, THEN, "lea", "203.0.113.9", "", "", Outcome.FAILURE), failed.sighting());
        assertTrue(failed.signIn());
        CloudRow good = only(unified("UserLoggedIn", ",\"ResultStatus\":\"Success\""));
        assertEquals(Outcome.SUCCESS, good.record().outcome());
        CloudRow mailbox = only(unified("MailboxLogin", ",\"ResultStatus\":\"Failed\""));
        assertTrue(mailbox.signIn());
        assertEquals(Outcome.FAILURE, mailbox.record().outcome());
    }

    @Test
    void whatIsNoSignInIsNone() {
        for (String operation : List.of("Add service principal.", "Consent to application.", "FileAccessed", "Send")) {
            CloudRow row = only(unified(operation, ",\"ResultStatus\":\"Success\""));
            assertEquals(false, row.signIn(), operation);
        }
        assertEquals(
                "Add service principal",
                only(unified("Add service principal.", "")).record().operation());
    }

    private static List<String> objects(String operation, String more) {
        return only(unified(operation, more))
                .record()
                .detail()
                .lines()
                .filter(each -> each.matches("(?:holder|grantee|grant|phone|device|uri|hides)=.*"))
                .toList();
    }

    /** The form of the authenticator's devices: Microsoft.Online.Administration's StrongAuthenticationPhoneAppDetail. */
    @Test
    void aDeviceOfASecondFactorIsNamedWhereItIsNew() {
        String device = "{\\\"DeviceName\\\":\\\"%s\\\",\\\"DeviceToken\\\":\\\"%s\\\",\\\"DeviceId\\\":"
                + "\\\"00000000-0000-0000-0000-000000000000\\\",\\\"PhoneAppVersion\\\":\\\"6.8.12\\\"}";
        String old = device.formatted("iPhone", "apns2-0a1b2c3d4e5f");
        String more = ",\"ModifiedProperties\":[{\"Name\":\"StrongAuthenticationPhoneAppDetail\",\"NewValue\":\"["
                + old + "," + device.formatted("Pixel", "FCM-Zz9") + "," + device.formatted("x", "NO_DEVICE_TOKEN")
                + "]\",\"OldValue\":\"[" + old + "]\"}]";
        assertEquals(List.of(), objects("Update user.", more.replace("FCM-Zz9", "short")));
        assertEquals(List.of("device=fcm-zz9-long"), objects("Update user.", more.replace("FCM-Zz9", "FCM-Zz9-long")));
    }

    /** The form of Graph's directoryAudit, by a published record of a tenant; the number is another. */
    @Test
    void theNumberOfASecondFactorIsNamedInGraphsFormToo() {
        String details = "[{\\\"PhoneNumber\\\":%s,\\\"AlternativePhoneNumber\\\":null,\\\"Email\\\":null,"
                + "\\\"VoiceOnlyPhoneNumber\\\":null}]";
        CloudRow row = only(
                "{\"activityDisplayName\":\"Update user\",\"activityDateTime\":\"2026-11-02T07:15:00Z\",\"result\":\"success\","
                        + "\"targetResources\":[{\"id\":\"d3a3bf9d-1caa-4044-8b94-1386f3df8038\",\"displayName\":null,\"type\":\"User\","
                        + "\"userPrincipalName\":\"lea@mairie.example\",\"modifiedProperties\":["
                        + "{\"displayName\":\"StrongAuthenticationUserDetails\",\"oldValue\":\""
                        + details.formatted("null")
                        + "\",\"newValue\":\"" + details.formatted("\\\"+1 3525550199\\\"") + "\"},"
                        + "{\"displayName\":\"Included Updated Properties\",\"oldValue\":null,\"newValue\":\"\\\"StrongAuthenticationUserDetails\\\"\"}]}]}");
        assertTrue(
                row.record().detail().lines().anyMatch("phone=+13525550199"::equals),
                row.record().detail());
    }

    @Test
    void replyUrlsOfAnApplicationAreNamedWhereTheyAreNew() {
        String address = "{\\\"AddressType\\\":0,\\\"Address\\\":\\\"%s\\\"}";
        assertEquals(
                List.of("uri=https://retour.evil.example/cb"),
                objects(
                        "Update application.",
                        ",\"ModifiedProperties\":[{\"Name\":\"AppAddress\",\"NewValue\":\"["
                                + address.formatted("https://app.mairie.example/") + ","
                                + address.formatted("https://Retour.evil.example/cb") + "]\",\"OldValue\":\"["
                                + address.formatted("https://app.mairie.example/") + "]\"}]"));
    }

    @Test
    void whoGotARoleOrARightIsNamed() {
        assertEquals(
                List.of("holder=imprim@mairie.example"),
                objects("Add member to role.", ",\"ObjectId\":\"Imprim@mairie.example\""));
        assertEquals(List.of(), objects("Remove member from role.", ",\"ObjectId\":\"imprim@mairie.example\""));
        assertEquals(
                List.of("holder=imprim"),
                objects(
                        "Add-RoleGroupMember",
                        ",\"Parameters\":[{\"Name\":\"Identity\",\"Value\":\"Organization Management\"},"
                                + "{\"Name\":\"Member\",\"Value\":\"imprim\"}]"));
        String folder =
                ",\"MailboxOwnerUPN\":\"maire@mairie.example\",\"Item\":{\"ParentFolder\":{\"MemberUpn\":\"%s\",\"MemberRights\":\"ReadAny\"}}";
        assertEquals(
                List.of("grantee=lea@", "grant=lea@>maire@"),
                objects("AddFolderPermissions", folder.formatted("lea@mairie.example")));
        assertEquals(List.of(), objects("AddFolderPermissions", folder.formatted("Default")));
    }

    @Test
    void aTableOfPurviewHasItsRecordsInAColumn() {
        String audit = unified("UserLoggedIn", "").replace("\"203.0.113.9\"", "\"[203.0.113.9]:51000\"");
        Taken taken = read("RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits\n"
                + "a1,2026-11-02T07:15:00.0000000Z,15,UserLoggedIn,lea@mairie.example," + csv(audit) + ",\n"
                + "a2,2026-11-02T07:15:00.0000000Z,15,UserLoggedIn,lea@mairie.example,\"{\"\"Operation\",\n");
        assertEquals(
                new Sighting(2, THEN, "lea", "203.0.113.9", "", "", Outcome.SUCCESS),
                taken.rows.getFirst().sighting());
        assertEquals(Map.of(3, Problem.NOT_JSON), taken.refused);
    }

    /** {@code Search-UnifiedAuditLog | Export-Csv} writes the dates of its columns as the machine does, the records as they are. */
    @Test
    void aTableOfPowerShellIsReadWhateverItsDatesAre() {
        String table = "#TYPE Deserialized.Microsoft.Exchange.Data.ApplicationLogic.UnifiedAuditLogEvent\r\n"
                + "\"RecordType\",\"CreationDate\",\"UserIds\",\"Operations\",\"AuditData\",\"ResultIndex\"\r\n"
                + "\"ExchangeAdmin\",\"11/2/2026 7:15:00 AM\",\"lea@mairie.example\",\"Set-Mailbox\","
                + csv("{\"CreationTime\":\"2026-11-02T07:15:00\",\"Operation\":\"Set-Mailbox\",\"RecordType\":1,"
                        + "\"ResultStatus\":\"True\",\"Workload\":\"Exchange\",\"ClientIP\":\"203.0.113.9:52385\","
                        + "\"UserId\":\"lea@mairie.example\",\"Parameters\":[{\"Name\":\"Identity\",\"Value\":\"lea\"},"
                        + "{\"Name\":\"ForwardingSmtpAddress\",\"Value\":\"smtp:x@evil.example\"},"
                        + "{\"Name\":\"DeliverToMailboxAndForward\",\"Value\":\"True\"}]}")
                + ",\"177\"\r\n";
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16)) {
            Taken taken = read(Ending.WHOLE, table.getBytes(charset));
            assertEquals(Map.of(), taken.refused);
            CloudRow row = taken.rows.getFirst();
            assertEquals(THEN, row.record().time());
            assertEquals("203.0.113.9", row.record().source());
            assertEquals(List.of("smtp:x@evil.example"), row.fields().get("Parameters.ForwardingSmtpAddress"));
            assertEquals(List.of("x@evil.example"), row.record().mail());
        }
    }

    @Test
    void signInsOfThePortalAreRead() {
        Taken taken =
                read("\ufeffDate (UTC),Request ID,User agent,User,Username,User ID,Application,IP address,Location,"
                        + "Status,Sign-in error code,Client app\n"
                        + "2026-11-02T07:15:00Z,r1,x,Léa,lea@mairie.example,g1,Office 365,203.0.113.9,\"Brest, FR\",Success,0,Browser\n"
                        + "2026-11-02 07:15:00,r2,x,Léa,lea@mairie.example,g1,Office 365,2001:db8::9,,Failure,50126,IMAP4\n"
                        + "2026-11-02 07:15:00,r3,x,Léa,lea@mairie.example,g1,Office 365,2001:db8::9,,Interrupted,50140,Browser\n"
                        + "2026-11-02 07:15:00,r4,x,,,,Office 365,,,Success,0,Browser\n"
                        + "never,r5,x,,,,Office 365,,,Success,0,Browser\n");
        assertEquals(
                List.of(
                        new Sighting(2, THEN, "lea", "203.0.113.9", "", "", Outcome.SUCCESS),
                        new Sighting(3, THEN, "lea", "2001:db8:0:0:0:0:0:9", "", "", Outcome.FAILURE),
                        new Sighting(4, THEN, "lea", "2001:db8:0:0:0:0:0:9", "", "", Outcome.FAILURE)),
                taken.rows.stream().map(CloudRow::sighting).toList());
        assertEquals(Map.of(5, Problem.NOBODY, 6, Problem.NO_TIME), taken.refused);
    }

    /**
     * Headings and words of status as programs of others read them out of exports of the French portal (Eudaeon/connection-mapper,
     * src/services/csvParser.ts, and one more); apostrophes of both kinds are met.
     */
    @Test
    void signInsOfTheFrenchPortalAreRead() {
        String heading =
                "Date (UTC),ID de requête,Agent utilisateur,ID de corrélation,Identifiant utilisateur,Utilisateur,"
                        + "Nom d'utilisateur,Application,Adresse IP,Emplacement,Statut,Code d'erreur de connexion,Raison de l'échec,"
                        + "Application cliente,ID de l'appareil,Navigateur,Système d'exploitation,Conforme,Géré\n";
        String row =
                "2026-11-02T07:15:00Z,r1,x,c,g1,Léa,lea@mairie.example,Office 365,203.0.113.9,\"Brest, Finistère, FR\",";
        String rows =
                row + "Opération réussie,0,Other.,IMAP4,,,,,\n" + row + "Opération réussie,Aucun,,Navigateur,,,,,\n"
                        + row + "Échec,50126,Mot de passe,Navigateur,,,,,\n" + row + "Interrompu,,,Navigateur,,,,,\n";
        for (String text : List.of(heading + rows, "\ufeff" + (heading + rows).replace('\'', '’'))) {
            Taken taken = read(text);
            assertEquals(Map.of(), taken.refused);
            assertEquals(
                    List.of(Outcome.SUCCESS, Outcome.SUCCESS, Outcome.FAILURE, Outcome.FAILURE),
                    taken.rows.stream().map(each -> each.record().outcome()).toList());
            assertEquals(
                    new Sighting(2, THEN, "lea", "203.0.113.9", "", "", Outcome.SUCCESS),
                    taken.rows.getFirst().sighting());
            assertEquals(List.of("IMAP4"), taken.rows.getFirst().fields().get("clientAppUsed"));
        }
    }

    /** Of its audit logs the portal translates some headings and leaves others. */
    @Test
    void auditLogsOfTheFrenchPortalAreRead() {
        CloudRow row = only(
                "Date (UTC),CorrelationId,Service,Catégorie,Activité,Résultat,ResultReason,ActorType,ActorDisplayName,"
                        + "ActorUserPrincipalName,IPAddress,Target1Type,Target1DisplayName,Cible1UserPrincipalName,"
                        + "Target1ModifiedProperty1Name,Target1ModifiedProperty1OldValue,Target1ModifiedProperty1NewValue\n"
                        + "2026-11-02T07:15:00Z,c,Core Directory,RoleManagement,Add member to role,success,,User,Léa,"
                        + "lea@mairie.example,203.0.113.9,User,Marc,marc@mairie.example,Role.DisplayName,,\"\"\"Global Administrator\"\"\"\n");
        assertEquals(CloudRow.Log.DIRECTORY, row.log());
        assertEquals("Add member to role", row.record().operation());
        assertEquals("lea@mairie.example", row.record().account());
        assertEquals("203.0.113.9", row.record().source());
        assertEquals("marc@mairie.example", row.record().object());
        assertEquals(Outcome.SUCCESS, row.record().outcome());
        assertEquals(
                "Role.DisplayName=Global Administrator\nholder=marc@mairie.example",
                row.record().detail());
    }

    @Test
    void aTableOfThePortalInAnotherLanguageIsSaidToBeOne() {
        String german =
                "Datum (UTC),Anforderungs-ID,Benutzer-Agent,Benutzer,Benutzername,Benutzer-ID,Anwendung,Anwendungs-ID,"
                        + "Ressource,IP-Adresse,Standort,Status,Fehlercode,Client-App\n";
        assertEquals(List.of(), read(Ending.OTHER_LANGUAGE, german.getBytes(StandardCharsets.UTF_8)).rows);
    }

    /**
     * Fields of Azure Monitor's tables AADServicePrincipalSignInLogs and AADManagedIdentitySignInLogs, of Graph's signIn (beta), and of the
     * portal's table of such sign-ins.
     */
    @Test
    void aSignInOfAnApplicationIsNobodysSignIn() {
        String properties =
                "\"createdDateTime\":\"2026-11-02T07:15:00Z\",\"appId\":\"cfceb902-8fab-4f8c-88ba-374d3c975c3a\","
                        + "\"servicePrincipalId\":\"11111111-2222-4333-8444-555555555555\",\"servicePrincipalName\":\"sauvegarde\","
                        + "\"resourceDisplayName\":\"Microsoft Graph\",\"ipAddress\":\"203.0.113.9\",\"status\":{\"errorCode\":0}";
        for (String category : List.of("ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs")) {
            notASignIn("{\"time\":\"2026-11-02T07:15:00Z\",\"category\":\"" + category
                    + "\",\"operationName\":\"Sign-in activity\",\"resultType\":\"0\",\"callerIpAddress\":\"203.0.113.9\",\"properties\":{"
                    + properties + "}}");
        }
        notASignIn("{" + properties
                + ",\"userId\":\"\",\"userPrincipalName\":\"\",\"signInEventTypes\":[\"servicePrincipal\"]}");
        notASignIn("{" + properties + ",\"userPrincipalName\":null,\"signInEventTypes\":[\"managedIdentity\"]}");
        notASignIn(
                "Date (UTC),Request ID,Correlation ID,Service principal ID,Service principal name,Application,Application ID,"
                        + "Resource,IP address,Location,Status,Sign-in error code\n"
                        + "2026-11-02T07:15:00Z,r,c,11111111-2222-4333-8444-555555555555,sauvegarde,sauvegarde,"
                        + "cfceb902-8fab-4f8c-88ba-374d3c975c3a,Microsoft Graph,203.0.113.9,,Success,\n");
        // a person behind whom nobody types is one all the same
        CloudRow person =
                only("{\"time\":\"2026-11-02T07:15:00Z\",\"category\":\"NonInteractiveUserSignInLogs\",\"properties\":"
                        + SIGN_IN.replace(
                                "{\"id\"",
                                "{\"signInEventTypes\":[\"nonInteractiveUser\"],\"servicePrincipalId\":\"\",\"id\"")
                        + "}");
        assertTrue(person.signIn());
        assertEquals("lea", person.sighting().account());
    }

    private static void notASignIn(String text) {
        CloudRow row = only(text);
        assertEquals(false, row.signIn(), text);
        assertEquals("Sign-in of an application", row.record().operation());
        assertEquals("sauvegarde", row.record().account());
        assertEquals("203.0.113.9", row.record().source());
        assertEquals(Outcome.SUCCESS, row.record().outcome());
        assertTrue(
                row.record().detail().contains("application=cfceb902-8fab-4f8c-88ba-374d3c975c3a"),
                row.record().detail());
    }

    /** Of the keys of an application those that it got count, and not those that it had. */
    @Test
    void aNewKeyOfAnApplicationIsTold() {
        String row = CONSENT.replace("Consent to application", "Add service principal credentials")
                .replace("ConsentContext.IsAdminConsent", "KeyDescription")
                .replace(
                        "\"oldValue\":null",
                        "\"oldValue\":\"[\\\"[KeyIdentifier=aaaaaaaa-0000-4000-8000-00000000000a,KeyType=Password,KeyUsage=Verify,DisplayName=a]\\\"]\"")
                .replace(
                        "\\\"False\\\"",
                        "[\\\"[KeyIdentifier=aaaaaaaa-0000-4000-8000-00000000000a,KeyType=Password,KeyUsage=Verify,DisplayName=a]\\\",\\\"[KeyIdentifier=bbbbbbbb-0000-4000-8000-00000000000b,KeyType=Password,KeyUsage=Verify,DisplayName=b]\\\"]");
        String detail = only("[" + row + "]").record().detail();
        assertTrue(detail.contains("\nkey=bbbbbbbb-0000-4000-8000-00000000000b"), detail);
        assertTrue(!detail.contains("key=aaaaaaaa"), detail);
    }

    private static final String SIGN_IN = "{\"id\":\"1\",\"createdDateTime\":\"2026-11-02T07:15:00Z\","
            + "\"userPrincipalName\":\"lea@mairie.example\",\"appDisplayName\":\"Office 365\",\"ipAddress\":\"203.0.113.9\","
            + "\"clientAppUsed\":\"IMAP4\",\"status\":{\"errorCode\":0,\"failureReason\":\"Other.\"},"
            + "\"location\":{\"city\":\"Brest\",\"countryOrRegion\":\"FR\"}}";

    private static final String CONSENT = "{\"id\":\"2\",\"category\":\"ApplicationManagement\",\"result\":\"success\","
            + "\"activityDisplayName\":\"Consent to application\",\"activityDateTime\":\"2026-11-02T07:15:00Z\","
            + "\"initiatedBy\":{\"user\":{\"userPrincipalName\":\"lea@mairie.example\",\"ipAddress\":\"203.0.113.9\"},"
            + "\"app\":null},\"targetResources\":[{\"id\":\"t\",\"displayName\":\"Mail Helper\",\"type\":\"ServicePrincipal\","
            + "\"modifiedProperties\":[{\"displayName\":\"ConsentContext.IsAdminConsent\",\"oldValue\":null,"
            + "\"newValue\":\"\\\"False\\\"\"}]}]}";

    @Test
    void jsonIsReadInEachOfItsFrames() {
        String monitor =
                "{\"time\":\"2026-11-02T07:15:00Z\",\"category\":\"SignInLogs\",\"operationName\":\"Sign-in activity\","
                        + "\"resultType\":\"0\",\"callerIpAddress\":\"203.0.113.9\",\"properties\":" + SIGN_IN + "}";
        String query = "{\"id\":\"1\",\"createdDateTime\":\"2026-11-02T07:15:00Z\",\"operation\":\"UserLoggedIn\","
                + "\"auditData\":" + unified("UserLoggedIn", "") + "}";
        String search =
                "{\"RecordType\":\"15\",\"CreationDate\":\"2026-11-02T07:15:00Z\",\"Operations\":\"UserLoggedIn\",\"AuditData\":\""
                        + unified("UserLoggedIn", "").replace("\"", "\\\"") + "\"}";
        Sighting expected = new Sighting(1, THEN, "lea", "203.0.113.9", "", "", Outcome.SUCCESS);
        for (String text : List.of(
                SIGN_IN,
                "[" + SIGN_IN + "]",
                "[\n  " + SIGN_IN.replace(",", ",\n  ") + "\n]\n",
                "{\"@odata.context\":\"x\",\"@odata.nextLink\":\"y\",\"value\":[" + SIGN_IN + "]}",
                SIGN_IN + "\n\n",
                monitor,
                query,
                search)) {
            assertEquals(expected, only(text).sighting(), text);
            assertTrue(only(text).signIn(), text);
        }
        CloudRow consent = only("[" + CONSENT + "]");
        assertEquals(CloudRow.Log.DIRECTORY, consent.log());
        assertEquals("Consent to application", consent.record().operation());
        assertEquals("Mail Helper", consent.record().object());
        assertEquals("ConsentContext.IsAdminConsent=False", consent.record().detail());
    }

    @Test
    void everyRowIsReadOrRefusedByItsNumber() {
        Taken lines = read(SIGN_IN + "\nnone\n{\"a\":1}\n" + SIGN_IN.replace("2026-11-02T07:15:00Z", "then") + "\n"
                + "{\"a\":\"" + "x".repeat(JsonRows.MOST_CHARACTERS) + "\"}\n" + CONSENT);
        assertEquals(2, lines.rows.size());
        assertEquals(6, lines.rows.getLast().record().line());
        assertEquals(
                Map.of(2, Problem.NOT_JSON, 3, Problem.NO_RECORD, 4, Problem.NO_TIME, 5, Problem.TOO_LONG),
                lines.refused);
        Taken array = read("[1," + SIGN_IN + ",[],{\"a\":[" + "1,".repeat(20_000) + "1]}," + CONSENT + "]");
        assertEquals(
                List.of(2, 5),
                array.rows.stream().map(each -> each.record().line()).toList());
        assertEquals(Map.of(1, Problem.NO_RECORD, 3, Problem.NO_RECORD, 4, Problem.TOO_LONG), array.refused);
    }

    @Test
    void whatIsCutOffIsToldAsBroken() {
        Taken taken =
                read(Ending.BROKEN, ("[" + SIGN_IN + "," + CONSENT.substring(0, 90)).getBytes(StandardCharsets.UTF_8));
        assertEquals(1, taken.rows.size());
        assertEquals(Map.of(2, Problem.BROKEN), taken.refused);
    }

    @Test
    void otherFilesAreNone() {
        for (String text : List.of(
                "Date;User;IP\n02/11/2026 08:15:00;lea;203.0.113.9\n",
                "date=2026-11-02 time=08:15:00 user=lea",
                "",
                "OpenVPN CLIENT LIST\n")) {
            assertEquals(List.of(), read(Ending.OTHER_FILE, text.getBytes(StandardCharsets.UTF_8)).rows);
        }
    }

    @Test
    void aDateThatMayBeTheOtherWayRoundIsCountedUntilSomebodySaysIt() throws IOException {
        byte[] table =
                "Date (UTC);Username;IP address;Status;Sign-in error code\n02/11/2026 07:15:00;lea;203.0.113.9;Success;0\n"
                        .getBytes(StandardCharsets.UTF_8);
        RowDates unsaid = new RowDates(Optional.empty());
        CloudExport.read(new ByteArrayInputStream(table), unsaid, new Taken());
        assertEquals(1, unsaid.ambiguous());
        RowDates said = new RowDates(Optional.of(DayMonth.DAY_FIRST));
        Taken taken = new Taken();
        CloudExport.read(new ByteArrayInputStream(table), said, taken);
        assertEquals(0, said.ambiguous());
        assertEquals(THEN, taken.rows.getFirst().record().time());
    }

    /** More than the 32 MiB that other logs may have, none of which is held. */
    @Test
    void aLargeFileIsReadRowByRow() throws IOException {
        byte[] row = (csv(unified("FileAccessed", ",\"Pad\":\"" + "x".repeat(1 << 19) + "\"")) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        int rows = (40 << 20) / row.length;
        List<InputStream> parts = new ArrayList<>();
        parts.add(new ByteArrayInputStream("AuditData\n".getBytes(StandardCharsets.UTF_8)));
        for (int i = 0; i < rows; i++) {
            parts.add(new ByteArrayInputStream(row));
        }
        int[] count = {0};
        CloudExport.read(
                new SequenceInputStream(Collections.enumeration(parts)),
                new RowDates(Optional.empty()),
                new CloudExport.Taker() {
                    @Override
                    public void row(CloudRow each) {
                        count[0]++;
                    }

                    @Override
                    public void refused(int number, Problem why) {
                        throw new AssertionError(number + " " + why);
                    }
                });
        assertEquals(rows, count[0]);
    }

    @Test
    void whateverTheBytesAreItEnds() throws IOException {
        Random random = new Random(26);
        for (String start :
                List.of("[", "{\"value\":[", "AuditData\n\"", "[" + SIGN_IN + ",{", SIGN_IN + "\n", "[[[[")) {
            for (int i = 0; i < 100; i++) {
                byte[] bytes = new byte[random.nextInt(400)];
                random.nextBytes(bytes);
                CloudExport.read(
                        new ByteArrayInputStream((start + new String(bytes, StandardCharsets.ISO_8859_1))
                                .getBytes(StandardCharsets.UTF_8)),
                        new RowDates(Optional.empty()),
                        new Taken());
            }
        }
    }
}
