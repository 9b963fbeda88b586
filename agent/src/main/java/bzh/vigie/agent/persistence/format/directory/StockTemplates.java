package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.DefaultGrants;
import bzh.vigie.agent.windows.security.Sid;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The templates that certificate services bring, as they are set by then ({@code certificate-templates.txt}). */
final class StockTemplates {
    private static final String TABLE = "certificate-templates.txt";

    /**
     * One of them.
     *
     * @param enrol who may ask beside administrators: a SID, or a number in the domain
     * @param isOffered whether a new authority offers it
     */
    record Stock(
            long schema,
            long nameFlags,
            long enrolmentFlags,
            long keyFlags,
            long signatures,
            Set<String> purposes,
            List<String> enrol,
            boolean isOffered) {
        private boolean is(Template template) {
            return template.schema() == schema
                    && template.nameFlags() == nameFlags
                    && template.enrolmentFlags() == enrolmentFlags
                    && template.keyFlags() == keyFlags
                    && template.signatures() == signatures
                    && template.purposes().equals(purposes)
                    && template.policies().isEmpty();
        }

        private boolean mayAsk(DefaultGrants defaults, String dn, Sid sid) {
            return enrol.stream()
                    .anyMatch(each -> each.startsWith("S-")
                            ? sid.toString().equals(each)
                            : defaults.isNumber(sid, Set.of(Long.valueOf(each)), dn));
        }
    }

    private static final Map<String, Stock> STOCK = read();

    private StockTemplates() {}

    /** Whether it is one of them and as it was brought, and those who may ask are no others. */
    static boolean has(DefaultGrants defaults, String dn, Template template, Set<Sid> mayAsk) {
        return named(template.name())
                .filter(stock -> stock.is(template) && mayAsk.stream().allMatch(sid -> stock.mayAsk(defaults, dn, sid)))
                .isPresent();
    }

    /** Whether a new authority offers it. */
    static boolean isOffered(String name) {
        return named(name).filter(Stock::isOffered).isPresent();
    }

    private static Optional<Stock> named(String name) {
        return Optional.ofNullable(STOCK.get(name.toLowerCase(Locale.ROOT)));
    }

    private static Map<String, Stock> read() {
        try (InputStream in = StockTemplates.class.getResourceAsStream(TABLE)) {
            String text = new String(
                    Optional.ofNullable(in)
                            .orElseThrow(() -> new IOException(TABLE))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            Map<String, Stock> stock = new HashMap<>();
            for (String line : text.split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] fields = line.split("\t", -1);
                    stock.put(
                            fields[0].toLowerCase(Locale.ROOT),
                            new Stock(
                                    number(fields[1]),
                                    number(fields[2]),
                                    number(fields[3]),
                                    number(fields[4]),
                                    number(fields[5]),
                                    Set.copyOf(several(fields[6])),
                                    several(fields[7]),
                                    fields[8].equals("published")));
                }
            }
            return Map.copyOf(stock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(String text) {
        return Long.parseLong(text) & 0xffff_ffffL;
    }

    private static List<String> several(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
    }
}
