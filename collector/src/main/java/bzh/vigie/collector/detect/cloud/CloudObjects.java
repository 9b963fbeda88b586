package bzh.vigie.collector.detect.cloud;

import bzh.vigie.collector.incident.AccountNames;
import bzh.vigie.text.LetterCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Objects of an act that can belong to one attacker: the account that got a role or an application or was made ({@code holder=}), whoever got a
 * right to a mailbox ({@code grantee=}, {@code grant=}), numbers and devices of a second factor and registered devices ({@code phone=},
 * {@code device=}), addresses of the web such as issuers and reply URLs ({@code uri=}), words of mail that an inbox rule hides ({@code hides=}) or
 * moves to an ordinary folder ({@code sorts=}), guests by their own address of mail ({@code guest=}). A line each. Only what stands there now and
 * did not before. Of every row also its session ({@code session=}) and the registered device that it came from ({@code machine=}). Sources:
 * Office 365 Management Activity API schema, Graph's signIn and directoryAudit, Exchange's cmdlets, published records.
 */
final class CloudObjects {
    private static final int MOST = 10;
    private static final int LONGEST_ACCOUNT = 128;
    private static final int FEWEST_DIGITS = 8;
    private static final int MOST_DIGITS = 15;

    private static final Set<String> HOLDS = Set.of(
            "add member to role",
            "add eligible member to role",
            "add member to role outside of pim (permanent)",
            "add scoped member to role",
            "add eligible member to role in pim completed (permanent)",
            "add member to role in pim completed (permanent)",
            "add-rolegroupmember",
            "new-managementroleassignment",
            "add owner to application",
            "add owner to service principal",
            "add user",
            "invite external user");

    private static final Set<String> GRANTS = Set.of(
            "add-mailboxpermission",
            "add-recipientpermission",
            "set-mailbox",
            "add-mailboxfolderpermission",
            "set-mailboxfolderpermission",
            "addfolderpermissions",
            "modifyfolderpermissions");

    private static final Set<String> INBOX_RULES = Set.of("new-inboxrule", "set-inboxrule");

    private static final Set<String> DEVICES = Set.of("register device", "add device");

    /** Words that inbox rules ask for, by the parameters of Exchange's cmdlets. */
    private static final String[] WORDS = {
        "Parameters.SubjectContainsWords",
        "Parameters.BodyContainsWords",
        "Parameters.SubjectOrBodyContainsWords",
        "Parameters.FromAddressContainsWords",
        "Parameters.RecipientAddressContainsWords",
        "Parameters.HeaderContainsWords"
    };

    /** So many words together are somebody's, whichever folder their mail is moved to. */
    private static final int OWN_WORDS = 3;

    /** The session of a row, under the names of its log. */
    private static final String[] SESSION = {
        "AppAccessContext.AADSessionId",
        "DeviceProperties.SessionId",
        "SessionId",
        "sessionId",
        "initiatedBy.linkableIdentifiers.sessionId"
    };

    /** The name of a guest's account: its own address of mail with a line for the sign, in the domain of whom it visits. */
    private static final Pattern GUEST =
            Pattern.compile("(?i)([\\w.+-]{1,64})_([\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,8})#ext#@");

    private static final Pattern ID = Pattern.compile("(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}");

    /** Grantees that every mailbox has. */
    private static final Set<String> OF_ALL =
            Set.of("default", "anonymous", "everyone", "self", "par défaut", "anonyme");

    /** An international number (E.164): Entra writes {@code +1 3523333960}. */
    private static final Pattern PHONE = Pattern.compile("(?<![\\w+/])\\+\\d[\\d ().-]{6,20}\\d(?![\\w/=])");

    /** A device of the authenticator, or a key that signs in by itself. */
    private static final Pattern DEVICE =
            Pattern.compile("\"(?:DeviceToken|DeviceId|KeyIdentifier)\\\\?\"\\s*:\\s*\\\\?\"([^\"\\\\]{8,256})");

    private static final Pattern OF_NO_DEVICE = Pattern.compile("(?i)no_device_token|[0-]+");
    private static final Pattern URI = Pattern.compile("(?i)\\bhttps?://[^\\s\"'\\\\<>,;|\\[\\]{}()]{4,400}");

    /** Folders in which nobody looks. */
    private static final Pattern UNREAD_FOLDER = Pattern.compile(
            "(?i)rss|junk|indésirable|conversation|archive|deleted|supprimés|trash|corbeille|history|historique");

    private final String operation;
    private final Map<String, List<String>> fields;

    private CloudObjects(String operation, Map<String, List<String>> fields) {
        this.operation = CloudOperations.folded(operation);
        this.fields = fields;
    }

    /** The lines, none twice. */
    static List<String> of(String operation, Map<String, List<String>> fields) {
        CloudObjects objects = new CloudObjects(operation, fields);
        Set<String> lines = new LinkedHashSet<>();
        if (HOLDS.contains(objects.operation)) {
            put(lines, "holder", objects.holders());
        }
        if (GRANTS.contains(objects.operation)) {
            objects.grants(lines);
        }
        if (INBOX_RULES.contains(objects.operation)) {
            objects.words(lines);
        }
        put(lines, "phone", objects.fresh(objects.said(), CloudObjects::phones));
        put(lines, "device", objects.fresh(objects.factors(), CloudObjects::devices));
        if (DEVICES.contains(objects.operation)) {
            put(lines, "device", objects.registered());
        }
        put(lines, "machine", objects.ids("deviceDetail.deviceId", "DeviceProperties.Id"));
        put(lines, "uri", objects.fresh(objects.now(), CloudObjects::uris));
        put(lines, "guest", objects.guests());
        put(lines, "session", objects.ids(SESSION));
        return new ArrayList<>(lines);
    }

    private static void put(Set<String> lines, String name, Collection<String> values) {
        values.stream().limit(MOST).map(each -> name + "=" + each).forEach(lines::add);
    }

    private Stream<String> texts(String... names) {
        return Stream.of(names).flatMap(name -> fields.getOrDefault(name, List.of()).stream());
    }

    /** Values that were set, under a name of either log. */
    private List<String> set(String name) {
        return texts("ModifiedProperties." + name, "targetResources.modifiedProperties." + name)
                .toList();
    }

    private List<String> now() {
        return Stream.concat(set("NewValue").stream(), set("newValue").stream()).toList();
    }

    /** Values that were set of the methods that are devices. */
    private List<String> factors() {
        return Stream.of("StrongAuthenticationPhoneAppDetail", "SearchableDeviceKey")
                .flatMap(name -> set(name).stream())
                .toList();
    }

    /** Where Entra says in words what was registered. */
    private List<String> said() {
        return Stream.concat(
                        now().stream(), texts("resultReason", "ExtendedProperties.Value", "additionalDetails.value"))
                .toList();
    }

    /** A way to find values in a text. */
    private interface Finder {
        Stream<String> in(String text);
    }

    /** Values that stand in these texts and did not stand there before. */
    private Set<String> fresh(List<String> now, Finder finder) {
        Set<String> found = new LinkedHashSet<>();
        now.stream().flatMap(finder::in).forEach(found::add);
        Stream.of("OldValue", "oldValue")
                .flatMap(name -> set(name).stream())
                .flatMap(finder::in)
                .forEach(found::remove);
        return found;
    }

    private static Stream<String> phones(String text) {
        return PHONE.matcher(text)
                .results()
                // a zero in parentheses is for who calls from within the country
                .map(each -> each.group().replace("(0)", "").replaceAll("\\D", ""))
                .filter(each -> each.length() >= FEWEST_DIGITS && each.length() <= MOST_DIGITS)
                .map(each -> "+" + each);
    }

    private static Stream<String> devices(String text) {
        return DEVICE.matcher(text)
                .results()
                .map(each -> LetterCase.fold(each.group(1).strip()))
                .filter(each -> !OF_NO_DEVICE.matcher(each).matches());
    }

    private static Stream<String> uris(String text) {
        return URI.matcher(text)
                .results()
                .map(each -> LetterCase.fold(each.group().replaceFirst("[/.]+$", "")));
    }

    private List<String> holders() {
        List<String> named = accounts("Parameters.Member", "Parameters.User");
        return named.isEmpty()
                ? accounts("targetResources.userPrincipalName", "ObjectId").stream()
                        .filter(each -> each.contains("@"))
                        .toList()
                : named;
    }

    private void grants(Set<String> lines) {
        String mailbox = accounts("MailboxOwnerUPN", "Parameters.Identity", "ObjectId").stream()
                .findFirst()
                .map(AccountNames::key)
                .orElse("");
        for (String each : accounts(
                operation.equals("set-mailbox") ? "Parameters.GrantSendOnBehalfTo" : "Parameters.User",
                "Parameters.Trustee",
                "Item.ParentFolder.MemberUpn")) {
            String name = AccountNames.key(each);
            put(lines, "grantee", List.of(name + "@"));
            if (!mailbox.isEmpty()) {
                put(lines, "grant", List.of(name + "@>" + mailbox + "@"));
            }
        }
    }

    private List<String> accounts(String... names) {
        return texts(names)
                .flatMap(each -> Arrays.stream(each.split(";")))
                // a mailbox may be written as its path in the directory
                .map(each -> LetterCase.fold(
                        each.substring(each.lastIndexOf('/') + 1).strip()))
                .filter(each -> !each.isEmpty()
                        && each.length() <= LONGEST_ACCOUNT
                        && each.chars().noneMatch(Character::isWhitespace)
                        && !OF_ALL.contains(AccountNames.key(each)))
                .distinct()
                .limit(MOST)
                .toList();
    }

    private Set<String> ids(String... names) {
        Set<String> found = new LinkedHashSet<>();
        texts(names)
                .filter(each -> ID.matcher(each).matches())
                .map(LetterCase::fold)
                .filter(each -> !OF_NO_DEVICE.matcher(each).matches())
                .forEach(found::add);
        return found;
    }

    /** The device that was registered. */
    private Set<String> registered() {
        Set<String> found = ids("additionalDetails.Device Id", "additionalDetails.DeviceId");
        set("DeviceId").stream()
                .flatMap(text -> ID.matcher(text).results())
                .map(each -> LetterCase.fold(each.group()))
                .forEach(found::add);
        return found;
    }

    /** Guests that a row names by the accounts that they have here. */
    private Set<String> guests() {
        Set<String> found = new LinkedHashSet<>();
        texts(
                        "UserId",
                        "userPrincipalName",
                        "ObjectId",
                        "targetResources.userPrincipalName",
                        "TargetUserOrGroupName",
                        "Members.UPN",
                        "Parameters.Member",
                        "Parameters.User",
                        "Parameters.Trustee")
                .flatMap(each -> GUEST.matcher(each).results())
                .map(each -> LetterCase.fold(each.group(1) + "@" + each.group(2)))
                .forEach(found::add);
        return found;
    }

    /** Words of mail that the rule deletes, or moves where nobody looks; of one that only sorts mail where there are several. */
    private void words(Set<String> lines) {
        boolean gone = texts("Parameters.DeleteMessage", "Parameters.SoftDeleteMessage")
                        .anyMatch(each -> each.equalsIgnoreCase("true"))
                || texts("Parameters.MoveToFolder")
                        .anyMatch(each -> UNREAD_FOLDER.matcher(each).find());
        Set<String> words = new TreeSet<>();
        texts(WORDS)
                .flatMap(each -> Arrays.stream(each.split("[;,]")))
                .map(each -> LetterCase.fold(each.strip()))
                .filter(each -> !each.isEmpty())
                .limit(MOST)
                .forEach(words::add);
        if (!words.isEmpty() && (gone || words.size() >= OWN_WORDS)) {
            put(lines, gone ? "hides" : "sorts", List.of(String.join(";", words)));
        }
    }
}
