package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.store.Directories;
import bzh.vigie.event.Sha256;
import bzh.vigie.observable.Addresses;
import bzh.vigie.observable.Observables;
import bzh.vigie.observable.Observables.Kind;
import bzh.vigie.observable.TextParts;
import bzh.vigie.text.LetterCase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * By what something is known again, out of the flat fields of an item, a process or an account's change (their names are those of
 * {@code ItemFields} and {@code SigmaFields}; lists have a line each). Pure: what is marked and what is seen go through the same, so that
 * what the system itself has (a shell, a file of a package) is no feature of either.
 *
 * @param values what must be equal
 * @param words every word of it that could name a remote-access tool's owner or an address
 * @param commands what its command does, and what each command does that is encoded in it; none where it runs none that says anything
 * @param tlsh of its file; empty where there is none or where its maker signed it
 */
record Features(Map<Feature, Set<String>> values, Set<String> words, List<CommandWords> commands, String tlsh) {
    private static final Pattern SSH_KEY = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
    private static final Pattern HASHES = Pattern.compile("(?i)\\b(SHA256|IMPHASH)=([0-9a-f]{32,64})\\b");
    /** Units as packages bring them, of which administrators change none in place. */
    private static final Pattern UNITS = Pattern.compile("^(?:/usr)?/lib/systemd/");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    /** Of every program of .NET, and of every library of it: what they import is the runtime's one entry. */
    private static final Set<String> OF_DOT_NET =
            Set.of("f34d5f2d4577ed6d9ceec516c1f5a744", "dae02f32a21e03ce65412f6e56942daa");

    private static final Pattern SETTING = Pattern.compile("(?m)^[\\w.\\[\\] -]{1,64}[=:]\\s*");
    /** What has a feature of its own, or is a word of the agent. */
    private static final Pattern TOLD_OTHERWISE =
            Pattern.compile("(?:(?:sk-)?(?:ssh|ecdsa)-[\\w@.-]+ (?:\\d+ )?)?SHA256:[A-Za-z0-9+/]{43}"
                    + "|(?<![\\w.])[\\w.]{0,40}\\s?digest=[0-9a-f]{12,64}|content=[0-9a-f]{64}");

    private static final Set<Feature> OF_ANY_ITEM = EnumSet.of(Feature.ITEM, Feature.SHAPE, Feature.ORDINARY_WORD);

    /**
     * What of a rule of Windows' firewall ([MS-FASP] 2.2.36) somebody chose: a program, a name that is not out of a library of Windows, remote
     * addresses. Directions, protocols, profiles and ports are the format's.
     */
    private static final Pattern CHOSEN_OF_RULE = Pattern.compile("\\|(?:App|Name|RA4|RA6)=(?!@)([^|]{1,1024})");

    private static final List<Feature> OF_WORDS =
            List.of(Feature.SECRET, Feature.CREDENTIAL, Feature.RARE_WORD, Feature.ADDRESS);

    /** Words that agents are given as digests and a mark has in clear. */
    static final List<Feature> LOOKED_UP = List.of(Feature.RARE_WORD, Feature.ADDRESS);

    /** What tells of the network alone. */
    private static final Set<String> NETWORK = Set.of("flow", "dns-answer");

    private static final List<String> REACHED = List.of("DestinationIp", "QueryResults", "source_address", "IpAddress");

    private static final Pattern HOME = Pattern.compile("\\bhome=(\\S+)");

    private static final int FEWEST_LETTERS = 6;
    private static final int LONGEST = 8_192;
    private static final int FEW_HOSTS = 8;

    /** Of what an analyst marks. */
    static Features marked(Map<String, String> fields, String agent) {
        return CloudParts.isOne(fields) ? CloudParts.marked(fields) : new Reading(fields, agent, true).features();
    }

    /** Of what an agent tells. */
    static Features seen(Map<String, String> fields, String agent) {
        return CloudParts.isOne(fields) ? CloudParts.seen(fields) : new Reading(fields, agent, false).features();
    }

    /** Whether these fields tell of the network alone: of a connection, of an answer of DNS. */
    static boolean isOfNetwork(Map<String, String> fields) {
        return NETWORK.contains(fields.getOrDefault("kind", ""));
    }

    /** Digests of its words that could belong to one attacker only. */
    Set<String> digests() {
        Set<String> digests = new TreeSet<>(values.getOrDefault(Feature.SECRET, Set.of()));
        digests.addAll(values.getOrDefault(Feature.CREDENTIAL, Set.of()));
        for (Feature feature : LOOKED_UP) {
            values.getOrDefault(feature, Set.of()).forEach(each -> digests.add(TextParts.digest(each)));
        }
        return digests;
    }

    /** Whether it could never be known again by any of them. */
    boolean isEmpty() {
        return values.keySet().stream().noneMatch(Feature::saysAlone) && commands.isEmpty() && tlsh.isEmpty();
    }

    /** One reading of fields. */
    private static final class Reading {
        private final Map<String, String> fields;
        private final String agent;
        private final boolean marked;
        private final Map<Feature, Set<String>> values = new EnumMap<>(Feature.class);
        private final String location;
        private final String target;
        private final boolean own;
        private final boolean signed;
        private final boolean remote;
        private final boolean firewall;
        /** The product of remote access whose it is; empty where it is none's. */
        private final Optional<String> product;
        /** Whether what it is called, runs and lies in is that product's maker's: of what is seen, only where somebody vouches for that. */
        private final boolean makers;

        Reading(Map<String, String> fields, String agent, boolean marked) {
            this.fields = fields;
            this.agent = agent;
            this.marked = marked;
            this.location = field("location");
            this.target = location.isEmpty() ? field("Image") : field("target");
            this.own = SystemPrograms.isOwn(target, fields);
            this.signed = field("signature").equals("valid");
            this.remote = location.contains(".remote.");
            this.firewall = location.startsWith("windows.firewall.");
            this.product = RemoteProducts.of(fields);
            this.makers = product.isPresent() && (marked || signed);
        }

        Features features() {
            connection();
            if (!marked && isOfNetwork(fields)) {
                return new Features(values, Set.of(), List.of(), "");
            }
            Set<String> words = new HashSet<>();
            List<CommandWords> commands = List.of();
            String text = location.isEmpty() ? field("CommandLine") : field("value");
            Optional<AccountNames> account = AccountNames.of(fields, agent);
            boolean item = !location.isEmpty();
            if (item) {
                item();
            }
            product();
            keys();
            if (location.equals("linux.share.nfs")) {
                // whom a share is opened to is a part of its name (exports(5))
                Addresses.in(bounded(field("name")), false).forEach(each -> add(Feature.ADDRESS, each));
            }
            observables();
            own(parts());
            account.ifPresent(this::account);
            AccountNames.holder(fields).ifPresent(sid -> add(Feature.ACCOUNT_SID, sid));
            AccountNames.given(fields, marked).forEach(each -> add(Feature.RIGHT_HOLDER, each));
            SudoRights.of(fields).ifPresent(each -> each.rights().forEach(right -> add(Feature.CONTENT, right)));
            if (remote && marked) {
                RemoteTokens.owners(fields).forEach(each -> add(Feature.REMOTE_ACCESS, each));
            }
            if (!item || account.isEmpty()) {
                file();
                if (runs(text)) {
                    List<CommandWords> said = CommandWords.each(text);
                    commands = said.stream().filter(CommandWords::tells).toList();
                    content(item, text, said.getFirst());
                }
            }
            // of an account the words are fields of its own, such as its password's state
            if (!marked && !location.contains(".account.")) {
                words.addAll(RemoteTokens.tokens(field("name")));
                words.addAll(RemoteTokens.tokens(text));
            }
            if (item) {
                setting(commands);
            }
            return new Features(values, words, commands, own || signed || makers ? "" : field("tlsh"));
        }

        /**
         * A setting that runs nothing and in which nothing is rare is the attacker's on its host alone: elsewhere others set it too. What lies in
         * a directory is on no host, and what was marked in several places at once is meant wherever it is.
         */
        private void setting(List<CommandWords> commands) {
            Set<String> items = values.getOrDefault(Feature.ITEM, Set.of());
            Set<String> here = items.stream().map(each -> each + "|" + agent).collect(Collectors.toSet());
            if (!marked) {
                items.forEach(each -> add(Feature.COMMON_SETTING, each));
                here.forEach(each -> add(Feature.ITEM, each));
            } else if (target.isEmpty()
                    && commands.isEmpty()
                    && !agent.isEmpty()
                    && !location.startsWith(Directories.LOCATIONS)
                    && OF_ANY_ITEM.containsAll(values.keySet())) {
                values.remove(Feature.SHAPE);
                items.forEach(each -> add(Feature.COMMON_SETTING, each));
                values.put(Feature.ITEM, here);
            }
        }

        /**
         * A product of remote access that is marked, and its maker's file. Seen under another name that file says something; one that is called
         * as its maker calls it is anybody's, but for a Linux, where nothing is signed and an implant may be called so.
         */
        private void product() {
            if (marked) {
                product.ifPresent(each -> add(Feature.PRODUCT, each));
            }
            String hash = field("sha256").toLowerCase(Locale.ROOT);
            boolean says = marked
                    ? product.isPresent()
                    : target.startsWith("/")
                            || (product.isEmpty() && !RemoteProducts.names(SystemPrograms.name(target)));
            if (!own && says && SHA256.matcher(hash).matches() && !hash.equals(OF_NOTHING)) {
                add(Feature.PRODUCT, hash);
            }
        }

        /** Whom a host reached, by which name, and from where somebody logged on: of what is seen only, since it may be anybody's. */
        private void connection() {
            if (marked) {
                return;
            }
            for (String name : REACHED) {
                Addresses.in(field(name), false).forEach(each -> add(Feature.ADDRESS, each));
            }
            OwnParts.names(bounded(field("QueryName"))).forEach(each -> add(Feature.ADDRESS, each));
        }

        /** Parts of what it does: of its command or its setting, of its program's name, of an account where it lives. */
        private OwnParts parts() {
            String said = location.isEmpty()
                    ? field("CommandLine")
                    : location.contains(".account.") ? account() : withoutKey();
            // a folder is called what anybody calls one; a program that nobody vouches for has its maker's name
            String program = own || (makers && RemoteProducts.isInstalled(target))
                    ? ""
                    : Neutral.ofUser(bounded(target)) + "\n" + (makers ? "" : SystemPrograms.name(target));
            if (makers) {
                said = RemoteProducts.withoutPackage(said, target);
            }
            String text = bounded(said + "\n" + program) + "\n" + String.join("\n", of(Kind.PATH));
            return marked ? OwnParts.marked(text) : OwnParts.seen(text);
        }

        /** The value, and the name where nothing else says whose it is. */
        private String withoutKey() {
            String text = bounded(field("value"));
            if (remote) {
                // settings are the product's, what they are set to is not
                text = SETTING.matcher(text).replaceAll("");
                // on one line: what a product is set to, such as an organisation's name, is a word among others
                String name = field("name");
                String instance = name.indexOf(' ') < 0 ? name : RemoteTokens.instance(fields);
                text = bounded(instance) + " " + text.replace('\n', ' ');
            }
            if (location.equals("windows.firewall.rule")) {
                text = CHOSEN_OF_RULE
                        .matcher(text)
                        .results()
                        .map(each -> each.group(1))
                        .collect(Collectors.joining(" "));
            }
            return TOLD_OTHERWISE.matcher(text).replaceAll(" ");
        }

        /** Where an account lives; its name too where it is marked: that two accounts are called so is a feature of its own. */
        private String account() {
            Matcher home = HOME.matcher(bounded(field("value")));
            return (marked ? bounded(field("name")) : "") + "\n" + (home.find() ? home.group(1) : "");
        }

        /** What the agent looked into told of secrets, keys and parameters of pages. */
        private void observables() {
            of(Kind.SECRET).forEach(each -> add(Feature.SECRET, each));
            of(Kind.PASSWORD).forEach(each -> add(marked ? Feature.CREDENTIAL : Feature.SECRET, each));
            List<String> addresses = new ArrayList<>(of(Kind.ADDRESS));
            addresses.removeIf(each -> marked && RemoteTokens.isShared(each));
            List<String> hosts = new ArrayList<>(of(Kind.HOST));
            hosts.removeIf(each -> marked && OwnParts.isCommonHost(each));
            hosts.addAll(addresses);
            // what names many hosts is about none of them
            boolean few = hosts.size() <= FEW_HOSTS;
            hosts.stream().filter(each -> few || !marked).forEach(each -> add(Feature.ADDRESS, each));
            hosts.stream().filter(each -> !few || !marked).forEach(each -> add(Feature.SISTER_HOST, each));
            of(Kind.HOST).stream()
                    .flatMap(each -> OwnParts.domain(each, marked).stream())
                    .forEach(each -> add(Feature.SISTER_HOST, each));
            addresses.stream()
                    .flatMap(each -> Addresses.network(each).stream())
                    .forEach(each -> add(Feature.SISTER_HOST, each));
            of(Kind.KEY).forEach(each -> add(Feature.SSH_KEY, each));
            of(Kind.MAIL).stream()
                    .filter(each -> !marked || OwnParts.isSomebodys(each))
                    .forEach(each -> add(Feature.ADDRESS, each));
            if (makers) {
                // what it loads is its maker's too
            } else if (marked) {
                of(Kind.FILE).forEach(each -> add(Feature.REACHED_FILE, each));
            } else {
                of(Kind.FILE).forEach(this::sha256);
            }
            if (!marked) {
                // of which kind the marked word is, its digest does not say
                for (Feature each : OF_WORDS) {
                    of(Kind.WORD).forEach(digest -> add(each, digest));
                }
            }
            for (String each : of(Kind.PARAMETER)) {
                String name = LetterCase.fold(each);
                boolean rare = !marked || OwnParts.isRareName(name);
                boolean readable = OwnParts.isReadable(name);
                if (rare && !(marked && readable)) {
                    add(Feature.RARE_WORD, name);
                }
                if (rare && readable) {
                    add(Feature.ORDINARY_WORD, name);
                }
            }
        }

        private List<String> of(Kind kind) {
            String all = field("observables");
            return all.isEmpty() ? List.of() : Observables.values(all.lines().toList(), kind);
        }

        /** Whether a digest over an account's or a group's password stands in the item: the salt is in it, so nobody else has the same. */
        private boolean isOfPassword() {
            return location.endsWith(".account.password")
                    || location.endsWith(".account.group-password")
                    || location.endsWith(".account.record");
        }

        private void own(OwnParts parts) {
            if (remote || isOfPassword()) {
                OwnParts.digests(bounded(field("name")) + "\n" + bounded(field("value")))
                        .forEach(each -> add(Feature.SECRET, each));
            }
            parts.secrets().forEach(each -> add(Feature.SECRET, each));
            (marked ? parts.credentials() : values.getOrDefault(Feature.SECRET, Set.of()))
                    .forEach(each -> add(Feature.CREDENTIAL, each));
            parts.words().forEach(each -> add(Feature.RARE_WORD, each));
            if (location.contains(".ssh.")) {
                OwnParts.comment(bounded(field("value"))).forEach(each -> add(Feature.RARE_WORD, each));
            }
            (marked ? parts.plainWords() : parts.words()).forEach(each -> add(Feature.RARE_NAME, each));
            (marked ? parts.ordinaryWords() : parts.words()).forEach(each -> add(Feature.ORDINARY_WORD, each));
            parts.hosts().forEach(each -> add(Feature.ADDRESS, each));
            parts.domains().forEach(each -> add(Feature.SISTER_HOST, each));
            parts.paths().forEach(each -> add(Feature.HIDDEN_PATH, each));
            parts.shapes().forEach(each -> add(Feature.PATH_SHAPE, each));
            parts.keys().forEach(each -> add(Feature.SSH_KEY, each));
        }

        private void item() {
            if (makers) {
                return;
            }
            add(
                    Feature.ITEM,
                    hash(
                            location,
                            field("scope"),
                            Neutral.ofHost(field("source")),
                            Spelling.of(location, Neutral.ofUser(field("name"))),
                            Spelling.of(location, Neutral.ofUser(field("value"))),
                            Neutral.ofUser(target),
                            field("sha256"),
                            field("enabled")));
            String name = Neutral.ofHost(field("name"));
            String value = Neutral.ofHost(field("value"));
            boolean says = Neutral.weight(name + value) >= FEWEST_LETTERS;
            if (says && !location.contains(".account.") && !remote) {
                add(Feature.SHAPE, field("shape"));
            }
            // where nothing is, nothing else runs
            boolean empty = !marked && field("traits").contains("target-missing");
            // whoever wants something run at start writes it there
            boolean anybodys = SystemPrograms.isFixed(field("source"));
            boolean place = !target.isEmpty() && !own && !signed && !remote && !firewall && !empty && !anybodys;
            if (place && Neutral.weight(Neutral.ofHost(field("source"))) >= FEWEST_LETTERS) {
                add(Feature.PLACE, hash(location, Neutral.ofHost(field("source")), name));
            }
        }

        private void keys() {
            for (String text : new String[] {field("name"), field("value"), field("key_fingerprint")}) {
                Matcher key = SSH_KEY.matcher(bounded(text));
                while (key.find()) {
                    add(Feature.SSH_KEY, key.group());
                }
            }
        }

        private void account(AccountNames account) {
            if (!account.sid().isEmpty()) {
                add(Feature.ACCOUNT, account.sid() + "|" + account.name());
                // Where one side has no name, the SID alone is the account.
                if (marked || account.name().isEmpty()) {
                    add(Feature.ACCOUNT, "any " + account.sid());
                }
                if (!marked) {
                    add(Feature.ACCOUNT, account.sid() + "|");
                }
                add(Feature.ACCOUNT_SID, account.sid());
            }
            if (!account.name().isEmpty()) {
                add(Feature.ACCOUNT_NAME, account.name());
            }
        }

        private void file() {
            if (own) {
                return;
            }
            if (!makers) {
                sha256(field("sha256"));
                add(Feature.SIGNED_PART, field("authentihash"));
            }
            String imports = field("imphash");
            Matcher hashes = HASHES.matcher(bounded(field("Hashes")));
            while (hashes.find()) {
                if (hashes.group(1).equalsIgnoreCase("SHA256")) {
                    if (!makers) {
                        sha256(hashes.group(2));
                    }
                } else {
                    imports = hashes.group(2);
                }
            }
            String called = field("original_name").isEmpty() ? field("OriginalFileName") : field("original_name");
            boolean renamed = !SystemPrograms.name(called).equals(SystemPrograms.name(target));
            if (called.length() > 3 && !makers && (!signed || renamed) && !SystemPrograms.isTold(called)) {
                add(Feature.ORIGINAL_NAME, LetterCase.fold(called));
            }
            if (signed) {
                return;
            }
            String names = imports.toLowerCase(Locale.ROOT);
            if (!makers) {
                if (!OF_DOT_NET.contains(names)) {
                    add(Feature.IMPORTS, names);
                }
                if (field("pdb").length() > FEWEST_LETTERS) {
                    add(Feature.SYMBOLS, Neutral.ofUser(field("pdb")));
                }
                add(Feature.BUILD, field("build"));
            }
            String path = Neutral.ofHost(target);
            boolean whole = target.indexOf('/') >= 0 || target.indexOf('\\') >= 0;
            // where its packages put it, or look for it
            boolean usual = SystemPrograms.isFixed(target)
                    || (UNITS.matcher(field("source")).find()
                            && !field("package").isEmpty()
                            && field("shipped").equals("unowned"))
                    || (CommonWords.isProduct(SystemPrograms.name(target)) && SystemPrograms.isPlace(target))
                    || (makers && RemoteProducts.isInstalled(target));
            if (whole && !usual && Neutral.weight(path) >= FEWEST_LETTERS) {
                add(Feature.PATH, path);
            }
        }

        private void sha256(String hash) {
            String lower = hash.toLowerCase(Locale.ROOT);
            if (SHA256.matcher(lower).matches() && !lower.equals(OF_NOTHING)) {
                add(Feature.FILE, lower);
                if (!marked) {
                    add(Feature.REACHED_FILE, lower);
                }
            }
        }

        /** Whether it runs something whose words are somebody's choice: a program of the system that does what it is told, or another. */
        private boolean runs(String text) {
            boolean told = SystemPrograms.isTold(target) || field("traits").contains("inline-script");
            return !text.isBlank() && !remote && !makers && !firewall && !target.isEmpty() && (told || !own);
        }

        private void content(boolean item, String text, CommandWords said) {
            String neutral = Spelling.of(location, Neutral.ofHost(bounded(text)));
            // what is common in the field is no feature, however long
            boolean says = own ? said.tells() : !OwnParts.marked(bounded(text)).isEmpty();
            if (item && says) {
                add(Feature.CONTENT, hash(neutral));
            }
        }

        private String field(String name) {
            return fields.getOrDefault(name, "");
        }

        private void add(Feature feature, String value) {
            if (!value.isEmpty()) {
                values.computeIfAbsent(feature, each -> new TreeSet<>()).add(value);
            }
        }

        private static String bounded(String text) {
            return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        }

        private static String hash(String... parts) {
            StringBuilder all = new StringBuilder();
            for (String part : parts) {
                all.append(part.length()).append(':').append(part);
            }
            return Sha256.over(all.toString().getBytes(StandardCharsets.UTF_8)).hex();
        }
    }
}
