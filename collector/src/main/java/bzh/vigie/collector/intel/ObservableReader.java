package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.Observable.Algorithm;
import bzh.vigie.collector.intel.stix.StixPattern;
import bzh.vigie.collector.intel.stix.StixPatternException;
import bzh.vigie.text.LetterCase;
import bzh.vigie.text.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes what is looked for of a value and what a file says that it is. Pure and total. */
final class ObservableReader {
    /** Characters of a value that is not a pattern of STIX. */
    static final int LONGEST = 4_096;

    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]+");
    private static final Pattern SID = Pattern.compile("[Ss]-1-\\d{1,14}(-\\d{1,10}){1,15}");
    private static final Pattern KEY =
            Pattern.compile("SHA256:[A-Za-z0-9+/]{43}=?|(?:MD5:)?(?:[0-9A-Fa-f]{2}:){15}[0-9A-Fa-f]{2}");

    private static final Pattern WINDOWS_PATH =
            Pattern.compile("([A-Za-z]:\\\\|\\\\\\\\|%[A-Za-z0-9_()]+%).*", Pattern.DOTALL);
    private static final Pattern REGISTRY =
            Pattern.compile("(?i)(computer\\\\)?(hkey_|hklm|hkcu|hku|hkcr|\\\\registry\\\\).*", Pattern.DOTALL);

    private static final Set<String> FILE_ENDINGS = Set.of(
            "exe", "dll", "sys", "ps1", "psm1", "bat", "cmd", "vbs", "vbe", "js", "jse", "hta", "wsf", "lnk", "scr",
            "msi", "doc", "docx", "docm", "xls", "xlsx", "xlsm", "ppt", "pptx", "pdf", "rtf", "zip", "rar", "7z", "iso",
            "img", "jar", "bin", "dat", "tmp", "log", "txt", "elf", "so", "jsp", "asp", "aspx", "php", "db", "ico",
            "png", "jpg", "gif", "xml", "json", "chm", "ocx", "cpl", "drv", "plist", "dylib");

    private ObservableReader() {}

    /** What became of a value. */
    sealed interface Result {
        /**
         * What is looked for.
         *
         * @param observables at least one
         * @param left parts of the value that are not looked for, each with why
         */
        record Good(List<Observable> observables, List<Bad> left) implements Result {
            public Good {
                observables = List.copyOf(observables);
                left = List.copyOf(left);
            }

            Good(List<Observable> observables) {
                this(observables, List.of());
            }
        }

        /** Why it cannot be. */
        record Bad(RefusalReason code, Sentence why) implements Result {}
    }

    /** That of a type by its name: one of {@link Kind}, or several with bars between them, as MISP has them. */
    static Result read(String typeName, String raw) {
        Optional<Kind> kind = Kind.of(typeName);
        if (kind.isPresent()) {
            return read(kind.get(), typeName, raw);
        }
        int bar = typeName.indexOf('|');
        int at = raw.indexOf('|');
        if (bar <= 0) {
            return bad(RefusalReason.UNKNOWN_TYPE, typeName);
        }
        if (at < 0) {
            return bad(RefusalReason.NOT_OF_ITS_TYPE, typeName);
        }
        String first = typeName.substring(0, bar);
        // A file's name beside its hash is what it was called once: the hash is what is looked for.
        Result name = first.startsWith("filename")
                ? bad(RefusalReason.PART, Gathering.cut(raw.substring(0, at)))
                : read(first, raw.substring(0, at));
        return together(List.of(name, read(typeName.substring(bar + 1), raw.substring(at + 1))));
    }

    /** What the parts of one value are; bad where none is of use, for the first's reason that is its own. */
    private static Result together(List<Result> parts) {
        List<Observable> observables = new ArrayList<>();
        List<Result.Bad> left = new ArrayList<>();
        for (Result part : parts) {
            switch (part) {
                case Result.Good good -> {
                    observables.addAll(good.observables());
                    left.addAll(good.left());
                }
                case Result.Bad bad -> left.add(bad);
            }
        }
        return observables.isEmpty() ? left.getLast() : new Result.Good(observables, left);
    }

    static Result read(Kind kind, String typeName, String raw) {
        String value = raw.strip();
        if (value.isEmpty()) {
            return bad(RefusalReason.EMPTY);
        }
        if (kind == Kind.STIX) {
            return stix(value);
        }
        if (value.length() > LONGEST) {
            return bad(RefusalReason.TOO_LONG, LONGEST);
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return bad(RefusalReason.CONTROL_CHARACTERS);
        }
        return switch (kind) {
            case CONTEXT -> bad(RefusalReason.CONTEXT, typeName);
            case UNSEEN -> bad(RefusalReason.NOT_OBSERVABLE, typeName);
            case FILE -> file(typeName, value);
            case ANY -> any(value);
            default ->
                one(kind, value)
                        .<Result>map(found -> new Result.Good(List.of(found), port(kind, value)))
                        .orElseGet(() -> bad(RefusalReason.NOT_OF_ITS_TYPE, typeName));
        };
    }

    /** The port beside an address or a name: MISP's {@code ip-dst|port}. */
    private static List<Result.Bad> port(Kind kind, String value) {
        int bar = value.indexOf('|');
        return bar >= 0 && (kind == Kind.ADDRESS || kind == Kind.HOST)
                ? List.of(bad(RefusalReason.PART, Gathering.cut(value.substring(bar + 1))))
                : List.of();
    }

    private static Optional<Observable> one(Kind kind, String value) {
        return switch (kind) {
            case MD5 -> hash(Algorithm.MD5, value);
            case SHA1 -> hash(Algorithm.SHA1, value);
            case SHA224 -> hash(Algorithm.SHA224, value);
            case SHA256 -> hash(Algorithm.SHA256, value);
            case SHA384 -> hash(Algorithm.SHA384, value);
            case SHA512 -> hash(Algorithm.SHA512, value);
            case IMPHASH -> hash(Algorithm.IMPHASH, value);
            case AUTHENTIHASH -> hash(Algorithm.AUTHENTIHASH, value);
            case TLSH -> tlsh(value);
            case ADDRESS -> address(Refang.of(value));
            case HOST -> host(Refang.of(value));
            case URL -> url(Refang.of(value));
            case ACCOUNT -> Optional.of(new Observable.UserAccount(LetterCase.fold(value)));
            case SID ->
                SID.matcher(value).matches()
                        ? Optional.of(new Observable.Sid(value.toUpperCase(Locale.ROOT)))
                        : Optional.empty();
            case PATH, FILE_NAME -> Optional.of(path(value));
            case REGISTRY_KEY -> NormalForms.registryKey(value).map(Observable.RegistryKey::new);
            case REGISTRY_VALUE -> registryValue(value);
            case SERVICE -> Optional.of(new Observable.Service(LetterCase.fold(value)));
            case TASK -> Optional.of(new Observable.ScheduledTask(LetterCase.fold(value.replaceFirst("^\\\\", ""))));
            case KEY_FINGERPRINT -> key(value);
            case CERTIFICATE -> certificate(value);
            case MUTEX -> Optional.of(new Observable.Mutex(value));
            case COMMAND -> Optional.of(new Observable.Command(LetterCase.fold(value)));
            case STIX, FILE, ANY, CONTEXT, UNSEEN -> Optional.empty();
        };
    }

    private static Optional<Observable> hash(Algorithm algorithm, String value) {
        return value.length() == algorithm.digits() && HEX.matcher(value).matches()
                ? Optional.of(new Observable.Hash(algorithm, value.toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    private static Optional<Observable> tlsh(String value) {
        String bare = value.toUpperCase(Locale.ROOT);
        String whole = bare.startsWith("T1") ? bare : "T1" + bare;
        return whole.length() == Algorithm.TLSH.digits()
                        && HEX.matcher(whole.substring(2)).matches()
                ? Optional.of(new Observable.Hash(Algorithm.TLSH, whole))
                : Optional.empty();
    }

    /** A hash whose making is said by its length. */
    private static Optional<Observable> hash(String value) {
        for (Algorithm algorithm : List.of(
                Algorithm.MD5,
                Algorithm.SHA1,
                Algorithm.SHA256,
                Algorithm.SHA512,
                Algorithm.SHA224,
                Algorithm.SHA384)) {
            Optional<Observable> hash = hash(algorithm, value);
            if (hash.isPresent()) {
                return hash;
            }
        }
        return Optional.empty();
    }

    private static Result file(String typeName, String value) {
        List<Observable> hashes = new ArrayList<>();
        for (String part : value.split("[,;|\\s]+", -1)) {
            hash(part).ifPresent(hashes::add);
        }
        if (!hashes.isEmpty() && hashes.size() == value.split("[,;|\\s]+", -1).length) {
            return new Result.Good(hashes);
        }
        // Digits of a hash that is cut off are no name of a file.
        return value.length() >= 32 && HEX.matcher(value).matches()
                ? bad(RefusalReason.NOT_OF_ITS_TYPE, typeName)
                : new Result.Good(List.of(path(value)));
    }

    /** An address, with a port or a prefix perhaps. */
    private static Optional<Observable> address(String value) {
        String bare = value.contains("|") ? value.substring(0, value.indexOf('|')) : value;
        return NormalForms.network(bare)
                .or(() -> NormalForms.address(bare)
                        .or(() -> NormalForms.address(NormalForms.withoutPort(bare)))
                        .map(address -> new Observable.Address(address.getHostAddress())));
    }

    private static Optional<Observable> host(String value) {
        String bare = value.contains("|") ? value.substring(0, value.indexOf('|')) : value;
        return address(bare)
                .or(() -> NormalForms.domain(NormalForms.withoutPort(bare)).map(Observable.Domain::new))
                .or(() -> bare.contains("://") ? url(bare) : Optional.empty());
    }

    private static Optional<Observable> url(String value) {
        return NormalForms.url(value).map(url -> {
            boolean hostAlone = url.chars().noneMatch(c -> c == '/' || c == '?' || c == '\\');
            return hostAlone ? host(url).orElseGet(() -> new Observable.Url(url)) : new Observable.Url(url);
        });
    }

    private static Observable path(String value) {
        String path = NormalForms.path(value);
        boolean hasFolder = path.indexOf('\\') >= 0 || path.indexOf('/') >= 0;
        return hasFolder ? new Observable.FilePath(path) : new Observable.FileName(path);
    }

    /** {@code key|data} as MISP has it: the last part of the key is the value's name. */
    private static Optional<Observable> registryValue(String value) {
        int bar = value.indexOf('|');
        String whole = bar < 0 ? value : value.substring(0, bar);
        String data = bar < 0 ? "" : LetterCase.fold(value.substring(bar + 1).strip());
        return NormalForms.registryKey(whole).map(key -> {
            int last = key.lastIndexOf('\\');
            return last < 0
                    ? new Observable.RegistryKey(key)
                    : new Observable.RegistryValue(key.substring(0, last), key.substring(last + 1), data);
        });
    }

    private static Optional<Observable> key(String value) {
        if (!KEY.matcher(value).matches()) {
            return Optional.empty();
        }
        String bare = value.endsWith("=") ? value.substring(0, value.length() - 1) : value;
        return Optional.of(new Observable.KeyFingerprint(
                bare.startsWith("SHA256:")
                        ? bare
                        : bare.toLowerCase(Locale.ROOT).replaceFirst("^md5:", "")));
    }

    private static Optional<Observable> certificate(String value) {
        String bare = value.replaceAll("[:\\s-]", "").toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
        return bare.length() >= 8 && bare.length() <= 64 && HEX.matcher(bare).matches()
                ? Optional.of(new Observable.Certificate(bare))
                : Optional.empty();
    }

    private static Result any(String value) {
        Optional<Observable> plain = hash(value)
                .or(() -> SID.matcher(value).matches() ? one(Kind.SID, value) : Optional.empty())
                .or(() -> key(value))
                .or(() -> REGISTRY.matcher(value).matches() ? one(Kind.REGISTRY_KEY, value) : Optional.empty())
                .or(() -> WINDOWS_PATH.matcher(value).matches() ? Optional.of(path(value)) : Optional.empty())
                .or(() -> value.equals("*") ? Optional.of(path(value)) : Optional.empty());
        if (plain.isPresent()) {
            return new Result.Good(List.of(plain.get()));
        }
        if (value.startsWith("[") && value.endsWith("]") && value.contains(":") && value.contains("=")) {
            return stix(value);
        }
        String open = Refang.of(value);
        if (open.indexOf(' ') >= 0) {
            return bad(RefusalReason.UNRECOGNISED);
        }
        if (open.contains("@") && !open.contains("/")) {
            return bad(RefusalReason.NOT_OBSERVABLE, "email");
        }
        Optional<Observable> network = address(open)
                .or(() -> open.contains("://") ? url(open) : Optional.empty())
                .or(() -> open.startsWith("/") || open.startsWith("~/") ? Optional.of(path(value)) : Optional.empty())
                .or(() -> isFileName(open) ? Optional.of(path(value)) : Optional.empty())
                .or(() -> host(open))
                .or(() -> open.contains("/") ? url(open) : Optional.empty());
        return network.<Result>map(found -> new Result.Good(List.of(found)))
                .orElseGet(() -> bad(RefusalReason.UNRECOGNISED));
    }

    private static boolean isFileName(String value) {
        int dot = value.lastIndexOf('.');
        return dot > 0
                && value.indexOf('/') < 0
                && FILE_ENDINGS.contains(value.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** A pattern of STIX; one that only says what something equals becomes that. */
    static Result stix(String text) {
        StixPattern pattern;
        try {
            pattern = StixPattern.parse(text);
        } catch (StixPatternException e) {
            return new Result.Bad(RefusalReason.BAD_PATTERN, RefusalReason.BAD_PATTERN.say(e.reason()));
        }
        Optional<List<StixPattern.Equation>> alternatives = pattern.alternatives();
        List<Result> parts = new ArrayList<>();
        for (StixPattern.Equation each : alternatives.orElse(List.of())) {
            Optional<Kind> kind = Kind.of(each.path());
            if (kind.isEmpty()) {
                return seen(pattern);
            }
            parts.add(read(kind.get(), each.path(), each.value()));
        }
        return parts.isEmpty() ? seen(pattern) : together(parts);
    }

    /** A pattern is kept whole where it asks for something that events can show. */
    private static Result seen(StixPattern pattern) {
        Set<String> types = Set.of(
                "file",
                "process",
                "ipv4-addr",
                "ipv6-addr",
                "domain-name",
                "url",
                "network-traffic",
                "windows-registry-key",
                "user-account");
        if (pattern.needsMemory()) {
            if (pattern.isTooLarge()) {
                return bad(RefusalReason.TOO_MANY_OBSERVATIONS, StixPattern.MOST_REMEMBERED);
            }
            if (pattern.window()
                    .filter(window -> window.compareTo(StixPattern.LONGEST_WINDOW) > 0)
                    .isPresent()) {
                return bad(RefusalReason.WINDOW_TOO_LONG, StixPattern.LONGEST_WINDOW.toDays());
            }
            // A part that nothing shows can keep the others from ever being put together.
            for (Set<String> of : pattern.types()) {
                if (of.stream().noneMatch(types::contains)) {
                    return bad(RefusalReason.NOT_OBSERVABLE, of.iterator().next());
                }
            }
        }
        boolean some = pattern.paths().stream().anyMatch(path -> types.contains(path.substring(0, path.indexOf(':'))));
        return some
                ? new Result.Good(List.of(new Observable.Stix(pattern.text())))
                : bad(RefusalReason.NOT_OBSERVABLE, pattern.paths().getFirst());
    }

    private static Result.Bad bad(RefusalReason code, Object... values) {
        return new Result.Bad(code, code.say(values));
    }
}
