package bzh.vigie.agent.windows.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Descriptors written in the security descriptor definition language (MS-DTYP 2.5.1), as a directory's schema holds them. Total: what
 * cannot be understood counts as malformed. Conditions are not looked at.
 */
public final class SddlReader {
    private static final int MOST = 256 * 1024;
    private static final int MOST_ENTRIES = 4_096;
    private static final Pattern ENTRY = Pattern.compile("\\(([^()]*)\\)");
    private static final Pattern PART = Pattern.compile("([OGDS]):");

    /** Aliases that mean the same everywhere: those that are written, and some that only others write. */
    private static final Map<String, String> EVERYWHERE = Stream.concat(
                    inverse(Sddl.ALIASES).entrySet().stream(),
                    Map.of(
                            "ED", "S-1-5-9",
                            "PS", "S-1-5-10",
                            "AO", "S-1-5-32-548",
                            "PO", "S-1-5-32-550",
                            "RE", "S-1-5-32-552",
                            "RU", "S-1-5-32-554",
                            "NO", "S-1-5-32-556")
                            .entrySet()
                            .stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** Numbers in the domain, and of EA, SA, RO and EK in the forest's first one. */
    private static final Map<String, Long> OF_DOMAIN = Map.ofEntries(
            Map.entry("LA", 500L),
            Map.entry("LG", 501L),
            Map.entry("DA", 512L),
            Map.entry("DU", 513L),
            Map.entry("DG", 514L),
            Map.entry("DC", 515L),
            Map.entry("DD", 516L),
            Map.entry("CA", 517L),
            Map.entry("SA", 518L),
            Map.entry("EA", 519L),
            Map.entry("PA", 520L),
            Map.entry("CN", 522L),
            Map.entry("KA", 526L),
            Map.entry("EK", 527L),
            Map.entry("RS", 553L),
            Map.entry("RO", 498L));

    private static final Map<String, Integer> RIGHTS = Map.ofEntries(
            Map.entry("CC", 0x1),
            Map.entry("DC", 0x2),
            Map.entry("LC", 0x4),
            Map.entry("SW", 0x8),
            Map.entry("RP", 0x10),
            Map.entry("WP", 0x20),
            Map.entry("DT", 0x40),
            Map.entry("LO", 0x80),
            Map.entry("CR", 0x100),
            Map.entry("SD", 0x1_0000),
            Map.entry("RC", 0x2_0000),
            Map.entry("WD", 0x4_0000),
            Map.entry("WO", 0x8_0000),
            Map.entry("GA", 0x1000_0000),
            Map.entry("GX", 0x2000_0000),
            Map.entry("GW", 0x4000_0000),
            Map.entry("GR", 0x8000_0000));

    private static final Map<String, Integer> TYPES = inverse(Sddl.TYPES);
    private static final Map<String, Integer> FLAGS = IntStream.range(0, Sddl.FLAGS.size())
            .boxed()
            .filter(bit -> !Sddl.FLAGS.get(bit).isEmpty())
            .collect(Collectors.toUnmodifiableMap(Sddl.FLAGS::get, bit -> 1 << bit));

    private final Sid domain;
    private int malformed;

    private SddlReader(Sid domain) {
        this.domain = domain;
    }

    /**
     * The descriptor that this text means.
     *
     * @param domain in which groups such as the domain administrators are
     */
    public static SecurityDescriptor read(String text, Sid domain) {
        if (text.length() > MOST) {
            return new SecurityDescriptor(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 1);
        }
        return new SddlReader(domain).descriptor(text);
    }

    private SecurityDescriptor descriptor(String text) {
        Optional<Sid> owner = Optional.empty();
        Optional<Sid> group = Optional.empty();
        Optional<List<Ace>> dacl = Optional.empty();
        Optional<List<Ace>> sacl = Optional.empty();
        Matcher parts = PART.matcher(outside(text));
        int start = -1;
        char kind = ' ';
        while (true) {
            boolean more = parts.find();
            if (start >= 0) {
                String part = text.substring(start, more ? parts.start(1) : text.length());
                switch (kind) {
                    case 'O' -> owner = sid(part.strip());
                    case 'G' -> group = sid(part.strip());
                    case 'D' ->
                        dacl = part.startsWith("NO_ACCESS_CONTROL") ? Optional.empty() : Optional.of(list(part));
                    default -> sacl = Optional.of(list(part));
                }
            }
            if (!more) {
                return new SecurityDescriptor(owner, group, dacl, sacl, malformed);
            }
            kind = parts.group(1).charAt(0);
            start = parts.end();
        }
    }

    /** The same length, with nothing in parentheses. */
    private static String outside(String text) {
        StringBuilder outside = new StringBuilder(text.length());
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : 0;
            outside.append(depth > 0 ? '.' : c);
            depth -= c == ')' && depth > 0 ? 1 : 0;
        }
        return outside.toString();
    }

    private List<Ace> list(String part) {
        List<Ace> list = new ArrayList<>();
        Matcher entries = ENTRY.matcher(part);
        while (entries.find()) {
            if (list.size() >= MOST_ENTRIES) {
                malformed++;
                break;
            }
            ace(entries.group(1)).ifPresentOrElse(list::add, () -> malformed++);
        }
        return list;
    }

    private Optional<Ace> ace(String text) {
        String[] fields = text.split(";", 7);
        Optional<Sid> sid = fields.length < 6 ? Optional.empty() : sid(fields[5].strip());
        if (sid.isEmpty()) {
            return Optional.empty();
        }
        Integer type = TYPES.get(fields[0].strip());
        Optional<Integer> flags = letters(fields[1].strip(), FLAGS);
        Optional<Integer> mask = mask(fields[2].strip());
        if (type == null || flags.isEmpty() || mask.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> about = guid(fields[3]);
        Optional<String> inherited = guid(fields[4]);
        return Optional.of(new Ace(
                type,
                flags.get(),
                mask.get(),
                sid.get(),
                about.isPresent() || inherited.isPresent(),
                fields.length > 6,
                about,
                inherited));
    }

    private static Optional<Integer> mask(String text) {
        if (!text.startsWith("0x") && !text.startsWith("0X")) {
            return letters(text, RIGHTS);
        }
        try {
            return Optional.of(Integer.parseUnsignedInt(text.substring(2), 16));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> letters(String text, Map<String, Integer> meanings) {
        int bits = 0;
        for (int i = 0; i < text.length(); i += 2) {
            Integer bit = i + 2 > text.length() ? null : meanings.get(text.substring(i, i + 2));
            if (bit == null) {
                return Optional.empty();
            }
            bits |= bit;
        }
        return Optional.of(bits);
    }

    private static Optional<String> guid(String text) {
        String plain = text.strip();
        return plain.isEmpty() ? Optional.empty() : Optional.of("{" + plain.toLowerCase(Locale.ROOT) + "}");
    }

    private static <K> Map<String, K> inverse(Map<K, String> letters) {
        return letters.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));
    }

    private Optional<Sid> sid(String text) {
        if (EVERYWHERE.containsKey(text)) {
            return Sid.parse(EVERYWHERE.get(text));
        }
        Long rid = OF_DOMAIN.get(text);
        Optional<Sid> sid = rid == null ? Sid.parse(text) : Optional.of(domain.child(rid));
        malformed += sid.isEmpty() ? 1 : 0;
        return sid;
    }
}
