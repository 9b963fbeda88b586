package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves.Leaf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tunnel or a remote-access tool by its instance: providers use the same products as attackers, so what matters is whose
 * account, tunnel or server it is. One item for each file, named after product and instance; secrets are told as digests.
 */
public final class RemoteAccess implements Format {
    private static final Pattern LINE = Pattern.compile(
            "(?:-\\s+)?(?:\\[\\w{1,16}]\\s+|(?:string|uint|bool|byte)\\s+)?\"?([A-Za-z_][A-Za-z0-9_.-]{0,80})\"?\\s{0,32}(?:[:=]\\s{0,32}|\\s)(.*)");
    private static final Pattern QUERY = Pattern.compile("(?:^|[?&\"'>\\s])([a-z])=([^&\"'<\\s]{1,400})");
    private static final Pattern XML =
            Pattern.compile("<([A-Za-z_-]{1,40})>([^<]{1,256})</|\\s([A-Za-z]{1,40})=\"([^\"<]{1,256})\"");
    private static final int MAX_SHOWN = 40;
    private static final int MAX_VALUE = 256;

    /** A setting. */
    record Pair(String key, String value) {}

    @Override
    public Parsed parse(SourceFile file) {
        String path = file.path().text();
        for (Product product : Product.all()) {
            if (product.files().matcher(path).find()) {
                return Parsed.of(instance(product, file).stream().toList(), 0);
            }
        }
        return Parsed.of(List.of(), 0);
    }

    private static Optional<Draft> instance(Product product, SourceFile file) {
        return instance(product, file.name(), pairs(product, file))
                .map(instance -> Commands.shown(instance.name(), instance.value()));
    }

    /** What tells one instance of a product from another, and what is shown of it. */
    record Instance(String name, String value) {}

    /** What these settings say of an instance, empty where they say nothing; {@code otherwise} names it where they do not. */
    static Optional<Instance> instance(Product product, String otherwise, List<Pair> pairs) {
        Set<String> ids = new LinkedHashSet<>();
        Set<String> shown = new LinkedHashSet<>();
        Optional<String> secret = Optional.empty();
        for (Pair pair : pairs) {
            String key = pair.key().toLowerCase(Locale.ROOT).replace(" ", "");
            if (pair.value().isEmpty()) {
                continue;
            }
            if (product.secrets().contains(key)) {
                shown.add(pair.key() + " " + Commands.digest(pair.value()));
                secret = secret.or(() -> Optional.of(Commands.digest(pair.value())));
            } else if (product.ids().contains(key)) {
                ids.add(pair.value());
                shown.add(pair.key() + "=" + pair.value());
            } else if (product.shown().contains(key)) {
                shown.add(pair.key() + "=" + pair.value());
            }
        }
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        String id = ids.isEmpty() ? secret.orElse(otherwise) : String.join(" ", ids);
        return Optional.of(new Instance(
                product.title() + " " + id,
                String.join("\n", shown.stream().limit(MAX_SHOWN).toList())));
    }

    private static List<Pair> pairs(Product product, SourceFile file) {
        String text = file.text().strip();
        List<Pair> pairs = new ArrayList<>();
        if (product.is("tor") && file.name().equals("hostname")) {
            pairs.add(new Pair("HiddenServiceDir", text.lines().findFirst().orElse("")));
        } else if (text.startsWith("{")) {
            for (Leaf leaf : JsonText.parse(text).all()) {
                pairs.add(pair(leaf.key(), leaf.value()));
            }
        } else if (product.is("screenconnect")) {
            query(text, pairs);
        } else if (text.startsWith("<")) {
            Matcher element = XML.matcher(text);
            while (element.find()) {
                boolean inside = element.group(1) != null;
                pairs.add(pair(element.group(inside ? 1 : 3), element.group(inside ? 2 : 4)));
            }
        } else {
            lines(file, pairs);
        }
        return pairs;
    }

    /** What stands in a query of an address: {@code ?h=host&p=443}, also inside another text. */
    static void query(String text, List<Pair> pairs) {
        Matcher query = QUERY.matcher(text.replace("&amp;", "&"));
        while (query.find()) {
            pairs.add(pair(query.group(1), query.group(2)));
        }
    }

    private static void lines(SourceFile file, List<Pair> pairs) {
        String listOf = "";
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (line.startsWith("- ") && !listOf.isEmpty() && !line.matches("- [\\w.-]+:\\s.*")) {
                pairs.add(pair(listOf, line.substring(2)));
            } else if (matcher.matches()) {
                listOf = matcher.group(2).isBlank() ? matcher.group(1) : "";
                pairs.add(pair(matcher.group(1), matcher.group(2)));
            } else if (line.endsWith(":")) {
                listOf = line.substring(0, line.length() - 1);
            }
        }
    }

    static Pair pair(String key, String value) {
        String bare = value.strip().replaceFirst(",$", "").replaceAll("^[\"']|[\"']$", "");
        return new Pair(key, bare.length() <= MAX_VALUE ? bare : bare.substring(0, MAX_VALUE));
    }
}
