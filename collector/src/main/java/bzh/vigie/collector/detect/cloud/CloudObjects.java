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
 * Objects of an act that can belong to one attacker: the account that got a role or was made ({@code holder=}), whoever got a right to a mailbox
 * ({@code grantee=}, {@code grant=}), numbers and devices of a second factor ({@code phone=}, {@code device=}), addresses of the web such as
 * issuers and reply URLs ({@code uri=}), words of mail that an inbox rule hides ({@code hides=}). A line each. Only what stands there now and did
 * not before. Sources: Office 365 Management Activity API schema, Graph's directoryAudit, Exchange's cmdlets, published records.
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
            "add-rolegroupmember",
            "new-managementroleassignment",
            "add user");

    private static final Set<String> GRANTS = Set.of(
            "add-mailboxpermission",
            "add-recipientpermission",
            "set-mailbox",
            "add-mailboxfolderpermission",
            "set-mailboxfolderpermission",
            "addfolderpermissions",
            "modifyfolderpermissions");

    private static final Set<String> INBOX_RULES = Set.of("new-inboxrule", "set-inboxrule");

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
            put(lines, "hides", objects.hidden());
        }
        put(lines, "phone", objects.fresh(objects.words(), CloudObjects::phones));
        put(lines, "device", objects.fresh(objects.factors(), CloudObjects::devices));
        put(lines, "uri", objects.fresh(objects.now(), CloudObjects::uris));
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
    private List<String> words() {
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
                .map(each -> each.group().replaceAll("\\D", ""))
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
                .map(each -> LetterCase.fold(each.strip()))
                .filter(each -> !each.isEmpty()
                        && each.length() <= LONGEST_ACCOUNT
                        && each.chars().noneMatch(Character::isWhitespace)
                        && !OF_ALL.contains(AccountNames.key(each)))
                .distinct()
                .limit(MOST)
                .toList();
    }

    /** Words of mail that the rule deletes, or moves where nobody looks; none where it only sorts mail. */
    private List<String> hidden() {
        boolean gone = texts("Parameters.DeleteMessage", "Parameters.SoftDeleteMessage")
                        .anyMatch(each -> each.equalsIgnoreCase("true"))
                || texts("Parameters.MoveToFolder")
                        .anyMatch(each -> UNREAD_FOLDER.matcher(each).find());
        Set<String> words = new TreeSet<>();
        texts(
                        "Parameters.SubjectContainsWords",
                        "Parameters.BodyContainsWords",
                        "Parameters.SubjectOrBodyContainsWords")
                .flatMap(each -> Arrays.stream(each.split("[;,]")))
                .map(each -> LetterCase.fold(each.strip()))
                .filter(each -> !each.isEmpty())
                .limit(MOST)
                .forEach(words::add);
        return gone && !words.isEmpty() ? List.of(String.join(";", words)) : List.of();
    }
}
