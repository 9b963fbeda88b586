package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.incident.AddressRange;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.observable.Addresses;
import bzh.vigie.observable.TextParts;
import bzh.vigie.text.LetterCase;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * By what an act in Microsoft 365 or Entra is known again: where it was done from, addresses of mail that it names and that are not of the
 * organisation, applications that were let in, keys and tenants, hosts of other domains, and its objects: the account that got a role, who got a
 * right to a mailbox, numbers and devices, addresses of the web, words of mail that an inbox rule hides; the session that it was done in, the
 * library of a script, the network of an IPv6 address. Who did it is mostly
 * the victim: that account counts only where somebody marked it ({@link CloudExports#MARKED_ACCOUNT}). Pure.
 */
final class CloudParts {
    private static final int LONGEST = 16_384;
    private static final int MOST = 500;
    private static final Pattern ID =
            Pattern.compile("(?i)(?<![0-9a-f-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f-])");

    /** Lines of what was set that name something of whoever did it: not the applications and resources that everybody uses. */
    private static final List<String> OF_ATTACKER = List.of("granted=", "key=", "tenant=");

    /** Lines of objects that are rare by themselves, as {@code CloudObjects} writes them. */
    private static final List<String> RARE = List.of("grant=", "phone=", "device=");

    private static final String MACHINE = "machine=";

    /** Acts of users in a session of their own: an application that is let in, a sign-in that is confirmed. */
    private static final Set<String> BY_VICTIMS = Set.of(
            "consent to application", "add delegated permission grant", "add oauth2permissiongrant", "userloggedin");

    private static final String HOLDER = "holder=";

    /** Behind the name of an account that was written without a domain, and of one with a domain. */
    private static final String BARE = "@";

    private static final String WHOLE = "@*";
    private static final String GRANTEE = "grantee=";
    private static final String URI = "uri=";
    private static final String HIDES = "hides=";
    private static final String SORTS = "sorts=";
    private static final String GUEST = "guest=";

    /** Programs for whoever writes a script: a browser and a program of Microsoft name themselves otherwise. */
    private static final Pattern SCRIPTING = Pattern.compile(
            "(?i)^(python|aiohttp|httpx|axios|node|undici|got|go-http-client|fasthttp|curl|wget|postmanruntime|java|apache-httpclient|"
                    + "restsharp|libwww-perl|ruby|faraday|guzzlehttp|aadinternals|roadtools)\\b");

    /** Operations that take something away: what they name does not come back by them. */
    private static final Pattern TAKES_AWAY =
            Pattern.compile("(?i)\\b(?:remove|removed|delete|deleted|revoke|revoked)\\b");

    /** Where a name with a dot is surely a host's: names of settings and of permissions have dots too. */
    private static final Pattern URL = Pattern.compile("(?i)https?://((?:[a-z\\d-]{1,63}\\.){1,8}[a-z]{2,24})");

    /** Resources of Microsoft itself, which applications ask for: Graph, Exchange, SharePoint and others have ids of this form. */
    private static final Pattern OF_MICROSOFT =
            Pattern.compile("0000000[0-9a-f]-0000-(?:0000-c000|0ff1-ce00)-000000000000|0{8}-(?:0{4}-){3}0{12}");

    /** Domains of Microsoft's services, which everything there names. */
    private static final List<String> SERVICES = List.of(
            "microsoft.com",
            "microsoftonline.com",
            "office.com",
            "office365.com",
            "outlook.com",
            "sharepoint.com",
            "windows.net",
            "azure.com",
            "live.com",
            "skype.com");

    /** Operations of Entra whose object is a domain of the organisation. */
    private static final Set<String> ITS_DOMAIN =
            Set.of("set federation settings on domain", "set domain authentication");

    /** Operations that name accounts of the organisation only, in whichever of its domains; so do those that give a role. */
    private static final Set<String> BETWEEN_OWN = Set.of("add-mailboxpermission", "add-recipientpermission");

    private final Map<Feature, Set<String>> values = new EnumMap<>(Feature.class);
    private final Map<String, String> fields;
    private final String account;
    private final Set<String> own = new TreeSet<>();
    private final String text;

    private CloudParts(Map<String, String> fields) {
        this.fields = fields;
        this.account = LetterCase.fold(fields.getOrDefault("account", ""));
        String all = fields.getOrDefault("object", "") + "\n" + fields.getOrDefault("detail", "");
        this.text = all.length() <= LONGEST ? all : all.substring(0, LONGEST);
        String action = LetterCase.fold(fields.getOrDefault("action", ""));
        String object = LetterCase.fold(fields.getOrDefault("object", ""));
        own.add(domain(account));
        own.add(ITS_DOMAIN.contains(action) ? object : domain(object));
        if (BETWEEN_OWN.contains(action) || lines(List.of(HOLDER)).findAny().isPresent()) {
            mail(each -> true).forEach(each -> own.add(domain(each)));
            lines(List.of(GUEST)).forEach(each -> own.remove(domain(each)));
        }
        own.remove("");
    }

    /** Whether fields are of such an act. */
    static boolean isOne(Map<String, String> fields) {
        return fields.containsKey(CloudExports.EXTERNAL_LOG) && !fields.containsKey("location");
    }

    /** Of one that an analyst marks. */
    static Features marked(Map<String, String> fields) {
        return new CloudParts(fields).marked();
    }

    /** Of one that an export tells: all that could be a part of something marked. */
    static Features seen(Map<String, String> fields) {
        return new CloudParts(fields).seen();
    }

    private Features marked() {
        source().filter(address -> !isLocal(address)).ifPresent(address -> add(Feature.ADDRESS, address));
        Set<String> recipients = mail(each -> !isOwn(domain(each)));
        for (String each : recipients) {
            add(Feature.RARE_WORD, each);
            host(domain(each));
        }
        String others = CloudExports.MAIL.matcher(text).replaceAll(" ");
        Addresses.in(others, false).forEach(each -> add(Feature.ADDRESS, each));
        Stream.concat(
                        URL.matcher(others).results().map(each -> LetterCase.fold(each.group(1))),
                        TextParts.hosts(others).stream().filter(TextParts::isHost))
                .filter(each -> !isOwn(each))
                .limit(MOST)
                .forEach(this::host);
        text.lines()
                .filter(line -> OF_ATTACKER.stream().anyMatch(line::startsWith))
                .forEach(this::ids);
        lines(RARE).forEach(each -> add(Feature.RARE_WORD, each));
        if (!BY_VICTIMS.contains(LetterCase.fold(fields.getOrDefault("action", "")))) {
            session();
        }
        lines(List.of(GRANTEE)).forEach(each -> add(Feature.RIGHT_HOLDER, each));
        lines(List.of(URI)).filter(this::isOfOthers).forEach(each -> add(Feature.RARE_WORD, each));
        // One word is anybody's: several together are somebody's.
        lines(List.of(HIDES, SORTS))
                .forEach(each -> add(each.contains(";") ? Feature.RARE_WORD : Feature.RARE_NAME, HIDES + each));
        lines(List.of(HIDES, SORTS)).forEach(each -> add(Feature.RARE_NAME, each));
        pairs();
        program();
        network();
        lines(List.of(HOLDER)).forEach(this::holder);
        if (fields.containsKey(CloudExports.MARKED_ACCOUNT)) {
            account(account);
        }
        return features(Set.of());
    }

    /** The account that got a role or was made. */
    private void holder(String name) {
        add(Feature.ACCOUNT_NAME, name);
        inCloud(name, BARE);
        if (name.indexOf('@') < 0) {
            inCloud(name, WHOLE);
        }
    }

    /** A name of a cloud's account without its domain: no account of a host is it, and of names that all domains have there is none. */
    private void inCloud(String name, String form) {
        String key = key(name);
        if (!OwnParts.isOfSystems(key)) {
            add(Feature.ACCOUNT_NAME, key + form);
        }
    }

    /** What lines of these names say. */
    private Stream<String> lines(List<String> names) {
        return text.lines()
                .flatMap(line -> names.stream().filter(line::startsWith).map(name -> line.substring(name.length())))
                .limit(MOST);
    }

    private boolean isOfOthers(String uri) {
        return URL.matcher(uri).results().map(each -> each.group(1)).anyMatch(host -> !isService(host) && !isOwn(host));
    }

    private void ids(String line) {
        ID.matcher(line)
                .results()
                .map(MatchResult::group)
                .map(LetterCase::fold)
                .filter(id -> !OF_MICROSOFT.matcher(id).matches())
                .forEach(id -> add(Feature.RARE_WORD, id));
    }

    private void host(String host) {
        if (!isService(host) && !CommonWords.isMailProvider(host) && !OwnParts.isCommonHost(host)) {
            add(Feature.ADDRESS, host);
            OwnParts.domain(host, true)
                    .filter(each -> !CommonWords.isMailProvider(each) && !isOwn(each))
                    .ifPresent(each -> add(Feature.SISTER_HOST, each));
        }
    }

    private static boolean isService(String host) {
        return SERVICES.stream().anyMatch(each -> host.equals(each) || host.endsWith("." + each));
    }

    private Features seen() {
        source().ifPresent(address -> add(Feature.ADDRESS, address));
        if (!account.isEmpty()) {
            actor(account);
        }
        if (TAKES_AWAY.matcher(fields.getOrDefault("action", "")).find()) {
            return features(Set.of());
        }
        String others = text;
        for (String each : own) {
            others = others.replaceAll("(?i)" + Pattern.quote(each), "");
        }
        OwnParts parts = OwnParts.seen(others);
        parts.words().forEach(each -> add(Feature.RARE_WORD, each));
        parts.words().forEach(each -> add(Feature.RARE_NAME, each));
        parts.hosts().forEach(each -> add(Feature.ADDRESS, each));
        parts.domains().forEach(each -> add(Feature.SISTER_HOST, each));
        parts.secrets().forEach(each -> add(Feature.SECRET, each));
        parts.secrets().forEach(each -> add(Feature.CREDENTIAL, each));
        mail(each -> true).forEach(this::named);
        lines(List.of(HOLDER)).forEach(this::actor);
        lines(RARE).forEach(each -> add(Feature.RARE_WORD, each));
        lines(List.of(MACHINE)).forEach(each -> add(Feature.RARE_WORD, each));
        session();
        if (ITS_DOMAIN.contains(LetterCase.fold(fields.getOrDefault("action", "")))) {
            add(Feature.ADDRESS, LetterCase.fold(fields.getOrDefault("object", "")));
        }
        lines(List.of(GRANTEE)).forEach(each -> add(Feature.RIGHT_HOLDER, each));
        lines(List.of(HIDES)).forEach(each -> {
            add(Feature.RARE_WORD, HIDES + each);
            add(Feature.RARE_NAME, HIDES + each);
        });
        lines(List.of(HIDES, SORTS)).forEach(each -> add(Feature.RARE_NAME, each));
        pairs();
        program();
        network();
        lines(List.of(URI)).forEach(each -> {
            add(Feature.RARE_WORD, each);
            URL.matcher(each).results().forEach(host -> add(Feature.ADDRESS, host.group(1)));
        });
        return features(RemoteTokens.tokens(text));
    }

    private void session() {
        fields.getOrDefault("session", "").lines().forEach(each -> add(Feature.RARE_WORD, each));
    }

    /** Every two of the words that a rule hides: whoever makes it anew changes some of them. */
    private void pairs() {
        lines(List.of(HIDES)).map(each -> each.split(";")).forEach(words -> {
            for (int i = 0; i < words.length; i++) {
                for (int j = i + 1; j < words.length; j++) {
                    add(Feature.RARE_NAME, words[i] + ";" + words[j]);
                }
            }
        });
    }

    /** The library of a script that signed in, in whichever version. */
    private void program() {
        SCRIPTING
                .matcher(fields.getOrDefault("user_agent", ""))
                .results()
                .forEach(each -> add(Feature.RARE_NAME, "user-agent=" + LetterCase.fold(each.group(1))));
    }

    /** The network of an IPv6 address: within it a machine takes a new address each day (RFC 8981). */
    private void network() {
        source().filter(each -> each.contains(":") && !isLocal(each))
                .map(each -> each.split(":"))
                .filter(groups -> groups.length == 8)
                .ifPresent(groups -> add(
                        Feature.SISTER_HOST, String.join(":", List.of(groups).subList(0, 4)) + "::/64"));
    }

    private void named(String name) {
        add(Feature.RARE_WORD, name);
        account(name);
    }

    /** Who did it or has a role: where both names have a domain, it is the same one or another account. */
    private void actor(String name) {
        named(name);
        inCloud(name, name.indexOf('@') < 0 ? BARE : WHOLE);
    }

    /** Sign-ins are kept without the domain. */
    private void account(String name) {
        add(Feature.ACCOUNT_NAME, name);
        add(Feature.ACCOUNT_NAME, key(name));
    }

    private static String key(String name) {
        return bzh.vigie.collector.incident.AccountNames.key(name);
    }

    private Features features(Set<String> words) {
        return new Features(values, words, List.of(), "");
    }

    private Optional<String> source() {
        return Optional.of(fields.getOrDefault("source_address", "")).filter(each -> !each.isEmpty());
    }

    private Set<String> mail(Predicate<String> wanted) {
        Set<String> all = new TreeSet<>();
        CloudExports.MAIL
                .matcher(text)
                .results()
                .limit(MOST)
                .map(each -> LetterCase.fold(each.group()))
                .filter(wanted)
                .forEach(all::add);
        return all;
    }

    /** Whether a host is of the organisation: by the domains of who did it and of what it was done to. */
    private boolean isOwn(String host) {
        return own.stream().anyMatch(each -> host.equals(each) || host.endsWith("." + each));
    }

    private static String domain(String mail) {
        return mail.indexOf('@') < 0 ? "" : mail.substring(mail.lastIndexOf('@') + 1);
    }

    private static boolean isLocal(String address) {
        return AddressRange.parse(address)
                .map(AddressRange::network)
                .filter(CloudParts::isLocal)
                .isPresent();
    }

    /** Addresses that many networks have. */
    private static boolean isLocal(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean unique = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return unique
                || shared
                || address.isSiteLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress();
    }

    private void add(Feature feature, String value) {
        if (!value.isEmpty()) {
            values.computeIfAbsent(feature, each -> new TreeSet<>()).add(value);
        }
    }
}
