package bzh.vigie.collector.detect.returns;

import bzh.vigie.observable.Addresses;
import bzh.vigie.observable.TextParts;
import bzh.vigie.observable.Writings;
import bzh.vigie.text.LetterCase;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The parts of a text that could belong to one attacker only, in whichever writing: secrets, credentials, addresses, hosts, hidden paths,
 * keys of SSH, words that are rare among what systems have. Of what is seen every part that could be one of those is taken, of what is marked only what
 * is rare. Pure.
 *
 * @param secrets digests, as agents tell them of settings, of words that nobody can guess
 * @param credentials likewise of words that look like passwords
 * @param words with digits in them, in small letters
 * @param plainWords of letters alone, and others without their numbers
 * @param ordinaryWords of letters alone that read like a word of a language: by itself anybody may write one
 * @param hosts names of hosts and addresses, in their usual writing, and addresses of mail
 * @param domains what hosts have in common with their sisters, and networks of addresses
 * @param paths with a hidden part
 * @param shapes of such paths, from the hidden part on and without numbers
 * @param keys fingerprints of public keys
 */
record OwnParts(
        Set<String> secrets,
        Set<String> credentials,
        Set<String> words,
        Set<String> plainWords,
        Set<String> ordinaryWords,
        Set<String> hosts,
        Set<String> domains,
        Set<String> paths,
        Set<String> shapes,
        Set<String> keys) {
    private static final int MOST = TextParts.MOST;
    private static final int LONGEST_SECRET = 512;
    private static final int SHORTEST_SECRET = 6;
    private static final int FEWEST_OF_NUMBERS = 7;
    private static final int FEWEST_OF_WORDS = 5;
    private static final int FEWEST_DIGITS = 4;
    private static final int SHORTEST_DOMAIN = 4;
    private static final int SHORTEST_NAME = 4;
    private static final int MOST_LABELS = 16;

    /** A hidden name at the end of a path, with three letters at least. */
    private static final Pattern HIDDEN_NAME = Pattern.compile("/\\.(?:[^/\\p{L}]*+\\p{L}){3}[^/]*+$");

    private static final Pattern AT = Pattern.compile("(?<![\\w.+-])[\\w.+-]{1,64}@[\\w.-]{2,64}");
    private static final Pattern DIGEST = Pattern.compile("digest=([0-9a-f]{12})");
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
    /** Letters and digits that change places, looked for from the beginning of a word alone: what a later place finds, the beginning finds too. */
    private static final Pattern MIXED =
            Pattern.compile("(?<![\\p{L}\\d])(?=[\\p{L}\\d]{6})\\p{L}*+\\d++\\p{L}++\\d++\\p{L}");

    private static final Pattern ALTERNATES = Pattern.compile("\\p{L}\\d+\\p{L}");

    /** Numbers of a version with what makers put behind them: {@code 3.0.15}, {@code v9.2p1-2}, {@code 17.0.13-rc2}, {@code 1.2.3-4.el9}. */
    private static final Pattern VERSION = Pattern.compile("(?<![\\p{L}\\d.])v?\\d{1,8}(?:\\.\\d{1,8}){1,5}"
            + "(?:[._-]?(?:alpha|beta|rc|pre|dfsg|ds|deb|ubuntu|bpo|el|fc|build|git|ga|final|lts|[a-z])\\d{0,8}|[._-]\\d{1,4}){0,16}"
            + "(?![\\p{L}\\d.])");

    /**
     * Names of algorithms of SSH and of what else has keys: what RFC 4253, 5656, 6187, 8332 and 8709 register, their certificates and security
     * keys in OpenSSH's PROTOCOL, and the curves, ciphers and digests that such names are made of.
     */
    private static final Pattern ALGORITHM = Pattern.compile(
            "(?<![\\p{L}\\d])(?:(?:x509v3|webauthn)-)?(?:sk-)?"
                    + "(?:(?:ssh-)?(?:ed|x|curve)(?:25519|448)|(?:ecdsa-sha2-)?nistp\\d{3}|ssh-(?:rsa|dss)|rsa\\d{4,5}|secp\\d{3}[kr]1"
                    + "|(?:rsa-|hmac-|ecdsa-)?sha[123]?-?\\d{1,3}|aes-?\\d{3}|chacha20|poly1305)(?:-cert-v\\d\\d)?(?![\\p{L}\\d])");

    /** Such a name with the domain of who added it (RFC 4251, 6), OpenSSH or libssh: no host and no mailbox. */
    private static final Pattern ADDED_ALGORITHM =
            Pattern.compile(ALGORITHM.pattern() + "[a-z\\d-]*@(?:openssh\\.com|libssh\\.org)(?![\\w.-])");

    /** The name of an option or of what is set: a product's word, whatever it is set to. One that has numbers may have its value in it. */
    private static final Pattern OPTION = Pattern.compile(
            "(?<![\\p{L}\\d./\\\\-])--?\\p{L}[\\p{L}_.-]*(?=[=:\\s]|$)|(?<![\\p{L}\\d./\\\\-])\\p{L}[\\p{L}_-]*(?==)");

    /** Options of Perl or Ruby, in a variable of theirs or right behind the program (perlrun(1), ruby(1)). */
    private static final Pattern OF_INTERPRETER = Pattern.compile(
            "(?i)(?:\\b(?:PERL5OPT|RUBYOPT)=[\"']?|\\b(?:perl|ruby)[\\d.]{0,5}\\s)(?:\\s*+[-/][^\\s;|&]{1,200}){1,32}");

    /** Options of these that load a module, whose name follows without a blank. */
    private static final Pattern LOADING = Pattern.compile("(?<=[\\s='\"])-(?:[Mm]-?|r)(?=[A-Za-z_]\\w)");

    /** Letters that read like a word, with the ending of a file: with a vowel, and never five consonants in a row nor four at the beginning. */
    private static final Pattern READABLE = Pattern.compile(
            "(?!.*[b-df-hj-np-tv-xz]{5})(?![b-df-hj-np-tv-xz]{4})(?=.*[^b-df-hj-np-tv-xz])\\p{L}+(?:\\.\\p{L}{2,4})?");

    private static final Pattern YEAR =
            Pattern.compile("(?<!\\d)(?:19|20)\\d{2}(?:[._-]?(?:0\\d|1[0-2])(?:[._-]?[0-3]\\d)?)?(?!\\d)");

    /** Hidden files and folders that many homes have and few packages of Debian write; short ones that are no word. */
    private static final Set<String> IN_HOMES = Set.of(
            "ssh",
            "git",
            "npm",
            "nvm",
            "svn",
            "env",
            "aws",
            "pki",
            "vim",
            "hg",
            "gem",
            "m2",
            "rvm",
            "kde",
            "gtk",
            "go",
            "bun",
            "bash_aliases",
            "bash_profile",
            "bash_login",
            "bash_logout",
            "bash_history",
            "zshrc",
            "zshenv",
            "zprofile",
            "oh-my-zsh",
            // githooks(5)
            "applypatch-msg",
            "pre-applypatch",
            "post-applypatch",
            "pre-commit",
            "pre-merge-commit",
            "prepare-commit-msg",
            "commit-msg",
            "post-commit",
            "pre-rebase",
            "post-checkout",
            "post-merge",
            "pre-push",
            "pre-receive",
            "proc-receive",
            "post-receive",
            "post-update",
            "reference-transaction",
            "push-to-checkout",
            "pre-auto-gc",
            "post-rewrite",
            "sendemail-validate",
            "fsmonitor-watchman",
            "post-index-change",
            "vimrc",
            "viminfo",
            "gitconfig",
            "tmux.conf",
            "cargo",
            "rustup",
            "pyenv",
            "rbenv",
            "sdkman",
            "fzf.bash",
            "fzf.zsh",
            "p10k.zsh",
            "acme.sh",
            "selected_editor",
            "wget-hsts",
            "lesshst",
            "pgpass",
            "my.cnf",
            "netrc",
            "kube",
            "docker",
            "venv",
            "virtualenvs",
            "poetry",
            "yarn",
            "deno",
            "linuxbrew",
            "dircolors",
            "inputrc",
            "xauthority");

    /** Names of mailboxes that every domain has (RFC 2142), and of accounts that are no mailboxes. */
    private static final Set<String> OF_SYSTEMS = Set.of(
            "abuse",
            "admin",
            "anonymous",
            "git",
            "hostmaster",
            "info",
            "mailer-daemon",
            "no-reply",
            "noc",
            "noreply",
            "nobody",
            "postmaster",
            "root",
            "security",
            "support",
            "webmaster");

    /** Domains under which anybody gets a name. */
    private static final Set<String> OF_ANYBODY = Set.of(
            "co.uk",
            "gouv.fr",
            "asso.fr",
            "com.br",
            "com.au",
            "duckdns.org",
            "no-ip.org",
            "ddns.net",
            "github.io",
            "githubusercontent.com",
            "trycloudflare.com",
            "ngrok.io",
            "ngrok-free.app",
            "workers.dev",
            "pages.dev",
            "herokuapp.com",
            "amazonaws.com",
            "azurewebsites.net",
            "cloudfront.net",
            "blob.core.windows.net",
            "windows.net",
            "googleapis.com",
            "appspot.com",
            "onrender.com",
            "netlify.app",
            "vercel.app",
            "pastebin.com",
            "discord.com",
            "telegram.org",
            "dropbox.com",
            "google.com",
            "microsoft.com",
            "github.com",
            "debian.org");

    /** Whether every domain has a mailbox or an account of this name. */
    static boolean isOfSystems(String name) {
        return OF_SYSTEMS.contains(name);
    }

    OwnParts {
        secrets = Set.copyOf(secrets);
        credentials = Set.copyOf(credentials);
        words = Set.copyOf(words);
        plainWords = Set.copyOf(plainWords);
        ordinaryWords = Set.copyOf(ordinaryWords);
        hosts = Set.copyOf(hosts);
        domains = Set.copyOf(domains);
        paths = Set.copyOf(paths);
        shapes = Set.copyOf(shapes);
        keys = Set.copyOf(keys);
    }

    /** Of a marked text: what is rare in it. */
    static OwnParts marked(String text) {
        return new Reading(true).of(text);
    }

    /** Of a text that is seen: all that could be a part of something marked. */
    static OwnParts seen(String text) {
        return new Reading(false).of(text);
    }

    /** Whether there is any. */
    boolean isEmpty() {
        return secrets.isEmpty()
                && credentials.isEmpty()
                && words.isEmpty()
                && plainWords.isEmpty()
                && ordinaryWords.isEmpty()
                && hosts.isEmpty()
                && paths.isEmpty()
                && keys.isEmpty();
    }

    /** The comment of a key, where it says on which machine somebody made it and not just on which system. */
    static Set<String> comment(String value) {
        Set<String> found = new HashSet<>();
        AT.matcher(value)
                .results()
                .limit(MOST)
                .map(each -> LetterCase.fold(each.group()))
                .filter(each -> !CommonWords.has(each.substring(each.indexOf('@') + 1)))
                .forEach(found::add);
        return found;
    }

    /** Digests of secrets that settings tell instead of them. */
    static Set<String> digests(String text) {
        Set<String> found = new HashSet<>();
        DIGEST.matcher(text).results().limit(MOST).forEach(each -> found.add(each.group(1)));
        return found;
    }

    /** Whether many name that host. */
    static boolean isCommonHost(String host) {
        String[] labels = host.split("\\.", -1);
        String domain = labels.length < 2 ? host : labels[labels.length - 2] + "." + labels[labels.length - 1];
        return CommonWords.isCounted(host)
                || CommonWords.isMailProvider(domain)
                || (CommonWords.isCounted(domain) && !OF_ANYBODY.contains(domain))
                || (!TextParts.isHost(host) && CommonWords.has(host))
                || RemoteTokens.isShared(host);
    }

    /** What a host has in common with its sisters; empty where anybody gets a name there. */
    static Optional<String> domain(String host, boolean marked) {
        String[] labels = host.split("\\.", -1);
        if (labels.length < 2 || labels[labels.length - 2].length() < SHORTEST_DOMAIN) {
            return Optional.empty();
        }
        String domain = labels[labels.length - 2] + "." + labels[labels.length - 1];
        return OF_ANYBODY.contains(domain)
                        || RemoteProducts.isOfMaker(domain)
                        || CommonWords.isMailProvider(domain)
                        || (marked && CommonWords.has(domain))
                ? Optional.empty()
                : Optional.of(domain);
    }

    /** A name that was asked for and those above it, but for those under which anybody gets a name. */
    static Set<String> names(String query) {
        Set<String> found = new HashSet<>();
        String name = LetterCase.fold(query.endsWith(".") ? query.substring(0, query.length() - 1) : query);
        while (name.indexOf('.') > 0 && found.size() < MOST_LABELS) {
            if (found.isEmpty() || !(OF_ANYBODY.contains(name) || RemoteProducts.isOfMaker(name))) {
                found.add(name);
            }
            name = name.substring(name.indexOf('.') + 1);
        }
        return found;
    }

    /** Whether a mail address is one person's: not of the system itself, nor of what many write to. */
    static boolean isSomebodys(String mail) {
        int at = mail.indexOf('@');
        return !OF_SYSTEMS.contains(mail.substring(0, at)) && !RemoteTokens.isShared(mail.substring(at + 1));
    }

    /** Whether something from the hidden part of a path on is not what homes have. */
    private static boolean isRarePath(String path) {
        return Arrays.stream(path.substring(path.indexOf("/.") + 1).split("/", -1))
                .anyMatch(OwnParts::isRarePart);
    }

    /** Folders that a path lies in, from its hidden part on. */
    private static Stream<String> folders(String path) {
        return IntStream.range(path.indexOf("/.") + 1, path.length())
                .filter(end -> path.charAt(end) == '/')
                .mapToObj(end -> path.substring(0, end));
    }

    /** Hidden folders that a path lies in, whose names have letters enough to tell them from others, and are no rare words by themselves. */
    private static Stream<String> hiddenFolders(String path) {
        return folders(path)
                .filter(folder -> HIDDEN_NAME.matcher(folder).find())
                .filter(folder -> !isRareStem(stem(folder.substring(folder.lastIndexOf('/')))));
    }

    /** A path from each of its hidden parts on; of what is marked from the first on, and from others whose names are rare by themselves. */
    private static Stream<String> suffixes(String path, boolean marked) {
        int first = path.indexOf("/.");
        return IntStream.range(first, path.length())
                .filter(at -> path.startsWith("/.", at))
                .filter(at -> at == first
                        || !marked
                        || isRarePart(path.substring(at + 1).split("/", 2)[0]))
                .mapToObj(path::substring);
    }

    private static boolean isRarePart(String part) {
        String name = LetterCase.fold(part.startsWith(".") ? part.substring(1) : part);
        boolean rare = name.length() < SHORTEST_NAME ? part.startsWith(".") : !CommonWords.has(name);
        return rare && !IN_HOMES.contains(name);
    }

    /**
     * A path from its hidden part on, without numbers: what stays where somebody counts his folders on. Empty where no part is rare but for
     * its numbers, as those of versions are.
     */
    private static Optional<String> shape(String path) {
        StringBuilder shape = new StringBuilder();
        boolean rare = false;
        for (String part : path.substring(path.indexOf("/.") + 1).split("/", -1)) {
            String stem = ALTERNATES.matcher(part).find() ? "{random}" : stem(part);
            rare |= isRarePart(part) && (part.startsWith(".") || stem.length() >= SHORTEST_NAME);
            shape.append(part.startsWith(".") ? "/." : "/").append(stem);
        }
        return rare ? Optional.of(shape.toString()) : Optional.empty();
    }

    /** A word without its numbers. */
    private static String stem(String word) {
        return Arrays.stream(NO_LETTERS.split(ALGORITHM.matcher(word).replaceAll(""), -1))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("-"));
    }

    /** Whether a word is rare whatever its numbers are. */
    private static boolean isRareStem(String stem) {
        return !CommonWords.has(stem)
                && Arrays.stream(stem.split("-", -1))
                        .anyMatch(part -> part.length() >= FEWEST_OF_WORDS && !CommonWords.has(part));
    }

    /** Whether somebody chose a name for himself: none of its parts is common, or letters and digits change places in it. */
    static boolean isRareName(String name) {
        boolean common = false;
        boolean own = false;
        for (String part : name.split("[\\d._-]+", -1)) {
            common |= part.length() >= 4 && CommonWords.has(part);
            own |= part.length() >= FEWEST_OF_WORDS && !CommonWords.has(part);
        }
        boolean mixed =
                name.length() >= SHORTEST_SECRET && ALTERNATES.matcher(name).find();
        return !CommonWords.has(name) && (own || (!common && (mixed || !Reading.isMade(name))));
    }

    /** Whether a name is made of words that read like those of a language, in small letters. */
    static boolean isReadable(String name) {
        String[] words = Arrays.stream(name.split("[\\d._-]+", -1))
                .filter(part -> part.length() >= SHORTEST_NAME)
                .toArray(String[]::new);
        long digits = name.chars().filter(c -> c >= '0' && c <= '9').count();
        return words.length > 0
                && digits < FEWEST_DIGITS
                && !ALTERNATES.matcher(name).find()
                && Arrays.stream(words).allMatch(word -> READABLE.matcher(word).matches());
    }

    /** One reading of a text. */
    private static final class Reading {
        private final boolean marked;
        private final Set<String> secrets = new TreeSet<>();
        private final Set<String> credentials = new TreeSet<>();
        private final Set<String> words = new TreeSet<>();
        private final Set<String> plainWords = new TreeSet<>();
        private final Set<String> ordinaryWords = new TreeSet<>();
        private final Set<String> hosts = new TreeSet<>();
        private final Set<String> domains = new TreeSet<>();
        private final Set<String> paths = new TreeSet<>();
        private final Set<String> shapes = new TreeSet<>();
        private final Set<String> keys = new TreeSet<>();

        Reading(boolean marked) {
            this.marked = marked;
        }

        OwnParts of(String whole) {
            for (String written : Writings.of(whole)) {
                String text = marked ? ADDED_ALGORITHM.matcher(written).replaceAll(" ") : written;
                hosts(text);
                TextParts.words(text, this::candidate);
                String names = OF_INTERPRETER
                        .matcher(Neutral.ofUser(text))
                        .replaceAll(options -> Matcher.quoteReplacement(
                                LOADING.matcher(options.group()).replaceAll("$0 ")));
                TextParts.names(marked ? OPTION.matcher(names).replaceAll(" ") : names)
                        .forEach(each -> word(each, names));
                if (!marked) {
                    AT.matcher(text).results().limit(MOST).forEach(each -> words.add(LetterCase.fold(each.group())));
                }
                TextParts.hiddenPaths(Neutral.ofUser(text)).stream()
                        .filter(each -> !marked || isRarePath(each))
                        .forEach(each -> {
                            paths.add(each);
                            if (!marked) {
                                // What lies in a marked folder is meant too.
                                folders(each).forEach(paths::add);
                            }
                            suffixes(each, marked)
                                    .flatMap(suffix -> shape(suffix).stream())
                                    .forEach(shapes::add);
                            hiddenFolders(each)
                                    .flatMap(folder -> shape(folder).stream())
                                    .forEach(shapes::add);
                        });
                keys.addAll(TextParts.sshKeys(text));
            }
            return new OwnParts(
                    secrets, credentials, words, plainWords, ordinaryWords, hosts, domains, paths, shapes, keys);
        }

        private void candidate(String word) {
            if (word.length() < SHORTEST_SECRET
                    || word.length() > LONGEST_SECRET
                    || secrets.size() + credentials.size() > MOST) {
                return;
            }
            if (!marked) {
                secrets.add(TextParts.digest(word));
            } else if (TextParts.isSecret(word)) {
                secrets.add(TextParts.digest(word));
            } else if (TextParts.isPassword(word) && !CommonWords.has(word.toLowerCase(Locale.ROOT))) {
                credentials.add(TextParts.digest(word));
            }
        }

        private void word(String word, String text) {
            boolean digits = word.chars().anyMatch(c -> c >= '0' && c <= '9');
            boolean letters = word.chars().anyMatch(Character::isLetter);
            String name = TextParts.withoutEnding(word);
            boolean shared = marked && TextParts.isHost(name) && isCommonHost(name);
            if (shared || name.startsWith("s-1-") || name.length() < (letters ? FEWEST_OF_WORDS : FEWEST_OF_NUMBERS)) {
                return;
            }
            if (digits && letters && !ALTERNATES.matcher(name).find() && !TextParts.isHost(name)) {
                String stem = stem(name);
                if (!marked) {
                    words.add(stem);
                } else if (isRareStem(stem)) {
                    plainWords.add(stem);
                }
            }
            if (!marked) {
                words.addAll(TextParts.ofName(word));
            } else if (!CommonWords.has(word) && !CommonWords.has(name) && !Cmdlets.isCommon(name) && !isMade(name)) {
                (digits ? words : isOrdinary(name, text) ? ordinaryWords : plainWords).add(name);
            }
        }

        /** Whether it is one readable word among others; what stands on its line alone is what somebody set or is called. */
        private static boolean isOrdinary(String word, String text) {
            return READABLE.matcher(word).matches()
                    && !TextParts.isHost(word)
                    && text.lines().noneMatch(line -> line.strip().equals(word));
        }

        /** Whether a word is put together of others that are common, with numbers and dashes in between. */
        private static boolean isMade(String whole) {
            String word =
                    VERSION.matcher(ALGORITHM.matcher(whole).replaceAll("")).replaceAll("");
            for (String part : word.split("[\\d._-]+", -1)) {
                if (part.length() >= 4 && !CommonWords.isPart(part)) {
                    return false;
                }
            }
            if (MIXED.matcher(word).find()) {
                return false;
            }
            // short parts and numbers say something only where they are many; a year does not
            long digits = YEAR.matcher(word)
                    .replaceAll("")
                    .chars()
                    .filter(c -> c >= '0' && c <= '9')
                    .count();
            return digits < FEWEST_DIGITS;
        }

        private void hosts(String text) {
            for (String host : TextParts.hosts(text)) {
                if (!marked || !isCommonHost(host)) {
                    hosts.add(host);
                    domain(host, marked).ifPresent(domains::add);
                }
            }
            for (String address : Addresses.in(text, !marked)) {
                if (!marked || !RemoteTokens.isShared(address)) {
                    hosts.add(address);
                    Addresses.network(address).ifPresent(domains::add);
                }
            }
            TextParts.mails(text).stream()
                    .filter(each -> !marked || isSomebodys(each))
                    .forEach(hosts::add);
        }
    }
}
