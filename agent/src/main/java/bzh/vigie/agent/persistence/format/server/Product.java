package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Ini;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program by which somebody comes in from elsewhere, as {@code remote-access.ini} beside this class has it.
 *
 * @param files by which paths its files are known
 * @param services by which names or command lines services of it are known, empty where by none
 * @param keys where it keeps settings in the registry of Windows, below {@code SOFTWARE} of either view
 * @param ids keys, in lower case, that name the instance: the tunnel, the account, the server
 * @param shown keys that are shown with it
 * @param secrets keys that are told as digests only
 */
record Product(
        String title,
        Pattern files,
        Optional<Pattern> services,
        List<String> keys,
        Set<String> ids,
        Set<String> shown,
        Set<String> secrets) {
    private static final List<Product> ALL = read();

    Product {
        keys = List.copyOf(keys);
        ids = Set.copyOf(ids);
        shown = Set.copyOf(shown);
        secrets = Set.copyOf(secrets);
    }

    /** All that are known; the first whose files fit counts. */
    static List<Product> all() {
        return ALL;
    }

    /** Whether it is the one of that name. */
    boolean is(String name) {
        return title.equals(name);
    }

    private static List<Product> read() {
        try (InputStream in =
                Objects.requireNonNull(Product.class.getResourceAsStream("remote-access.ini"), "remote-access.ini")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Ini ini = Ini.parse(text.lines().toList());
            Set<String> titles = new LinkedHashSet<>();
            ini.lines().forEach(line -> titles.add(line.section()));
            return titles.stream().map(title -> product(title, ini)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Product product(String title, Ini ini) {
        String services = ini.value(title, "services");
        return new Product(
                title,
                anyCase(ini.value(title, "files")),
                services.isEmpty() ? Optional.empty() : Optional.of(anyCase(services)),
                parts(ini.value(title, "keys"), ";").toList(),
                words(ini.value(title, "ids")),
                words(ini.value(title, "shown")),
                words(ini.value(title, "secrets")));
    }

    private static Pattern anyCase(String pattern) {
        return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
    }

    private static Set<String> words(String text) {
        return new LinkedHashSet<>(parts(text, " ").toList());
    }

    private static Stream<String> parts(String text, String separator) {
        return Arrays.stream(text.split(separator, -1)).map(String::strip).filter(part -> !part.isEmpty());
    }
}
