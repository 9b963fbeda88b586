package bzh.vigie.collector.intel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * MISP warning lists: values that many have and that must not become indicators unseen (github.com/MISP/misp-warninglists, files
 * {@code list.json}). Immutable once read. Regular expressions are not read.
 */
public final class WarningLists {
    private static final int MOST_FILES = 1_000;
    private static final int MOST_VALUES = 5_000_000;

    /** Values that are one themselves; domains whose every name is. The name of the list they are on. */
    private final Map<String, String> exact = new HashMap<>();

    private final Map<String, String> domains = new HashMap<>();
    private final Map<Integer, Map<String, String>> networks = new HashMap<>();
    private final List<String> unread = new ArrayList<>();
    private int lists;

    private WarningLists() {}

    /** None at all. */
    public static WarningLists none() {
        return new WarningLists();
    }

    /**
     * Those of a folder, which may have one folder for each, as MISP's repository has.
     *
     * @throws IOException where the folder cannot be read; a file that is no list is in {@link #unread}
     */
    public static WarningLists read(Path folder) throws IOException {
        WarningLists lists = new WarningLists();
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder, 4)) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
        }
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file);
                    JsonParser parser = JsonTrees.parser(in)) {
                lists.add(parser);
            } catch (IOException e) {
                lists.unread.add(folder.relativize(file).toString());
            }
        }
        return lists;
    }

    /** How many lists were read. */
    public int lists() {
        return lists;
    }

    /** Files that are no such list. */
    public List<String> unread() {
        return List.copyOf(unread);
    }

    private void add(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("no object");
        }
        String name = "";
        String type = "";
        List<String> values = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            JsonToken token = parser.nextToken();
            if (member.equals("list") && token == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
                    if (parser.currentToken() == JsonToken.VALUE_STRING && values.size() < MOST_VALUES) {
                        values.add(parser.getText());
                    } else {
                        parser.skipChildren();
                    }
                }
            } else if (member.equals("name")) {
                name = parser.getText();
            } else if (member.equals("type")) {
                type = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        if (values.isEmpty() || type.isEmpty()) {
            throw new IOException("no list");
        }
        lists++;
        for (String value : values) {
            add(type, value.strip().toLowerCase(Locale.ROOT), name);
        }
    }

    private void add(String type, String value, String list) {
        switch (type) {
            case "cidr" -> {
                String network = value.indexOf('/') < 0 ? value : value.substring(0, value.indexOf('/'));
                NormalForms.address(network).ifPresent(address -> {
                    int bits = address.getAddress().length * 8;
                    int prefix = value.indexOf('/') < 0 ? bits : prefix(value, bits);
                    networks.computeIfAbsent(prefix, ignored -> new HashMap<>())
                            .putIfAbsent(NormalForms.masked(address, prefix).getHostAddress(), list);
                });
            }
            case "hostname" -> domains.putIfAbsent(value.startsWith(".") ? value.substring(1) : value, list);
            case "string", "substring" -> {
                if (value.startsWith(".")) {
                    domains.putIfAbsent(value.substring(1), list);
                } else {
                    exact.putIfAbsent(value, list);
                }
            }
            default -> {
                // Regular expressions: none of MISP's lists that are about what Vigie looks for.
            }
        }
    }

    private static int prefix(String value, int bits) {
        String length = value.substring(value.indexOf('/') + 1);
        return length.matches("\\d{1,3}") ? Math.min(bits, Integer.parseInt(length)) : bits;
    }

    /** The name of a list that it is on. */
    public Optional<String> listOf(Observable what) {
        return switch (what) {
            case Observable.Hash hash -> Optional.ofNullable(exact.get(hash.digest()));
            case Observable.Address address ->
                NormalForms.address(address.text()).flatMap(this::ofAddress);
            case Observable.Cidr cidr -> NormalForms.address(cidr.network()).flatMap(this::ofAddress);
            case Observable.Domain domain -> ofDomain(domain.name());
            case Observable.Url url -> Optional.ofNullable(exact.get(url.text().toLowerCase(Locale.ROOT)));
            default -> Optional.empty();
        };
    }

    private Optional<String> ofAddress(InetAddress address) {
        for (Map.Entry<Integer, Map<String, String>> each : networks.entrySet()) {
            if (each.getKey() <= address.getAddress().length * 8) {
                String list = each.getValue()
                        .get(NormalForms.masked(address, each.getKey()).getHostAddress());
                if (list != null) {
                    return Optional.of(list);
                }
            }
        }
        return Optional.ofNullable(exact.get(address.getHostAddress()));
    }

    private Optional<String> ofDomain(String name) {
        String list = exact.get(name);
        for (String rest = name; list == null && !rest.isEmpty(); ) {
            list = domains.get(rest);
            int dot = rest.indexOf('.');
            rest = dot < 0 ? "" : rest.substring(dot + 1);
        }
        return Optional.ofNullable(list);
    }
}
