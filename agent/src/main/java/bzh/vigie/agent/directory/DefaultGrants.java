package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.SddlReader;
import bzh.vigie.agent.windows.security.Sid;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which grants a directory has by itself: what those who hold the domain anyway have, what the schema gives each new object of a class,
 * and what is set when a domain is made ({@code default-grants.txt}).
 */
public final class DefaultGrants {
    private static final String TABLE = "default-grants.txt";
    private static final Sid ENTERPRISE_CONTROLLERS = Sid.of("S-1-5-9");

    /**
     * A line of the table.
     *
     * @param place name of the object within the domain or forest, in lower case; {@code *} at its beginning for any
     * @param trustee a SID; the number alone of the domain's own
     * @param about as the schema calls it; {@code *} for all
     */
    private record Line(String place, String trustee, Grant.Right right, String about) {}

    private static final List<Line> LINES = lines();

    private final Domain domain;
    private final SchemaNames names;
    private final Map<String, Set<Grant>> ofClasses = new HashMap<>();

    /** Those of a domain. */
    public DefaultGrants(Domain domain, SchemaNames names) {
        this.domain = domain;
        this.names = names;
    }

    /**
     * Whether an object has that grant by itself.
     *
     * @param shown its name as {@link Domain#shown} gives it
     * @param objectClasses its classes, the last being its own
     */
    public boolean has(String shown, List<String> objectClasses, Grant grant) {
        if (isHolder(grant.trustee())) {
            return true;
        }
        String own = objectClasses.isEmpty() ? "" : objectClasses.getLast();
        Grant plain = new Grant(
                grant.trustee(), grant.right(), grant.about(), grant.inheritedBy(), grant.isForChildrenOnly(), false);
        if (ofClasses.computeIfAbsent(own, this::ofClass).contains(plain)) {
            return true;
        }
        String place = shown.toLowerCase(Locale.ROOT);
        String about = grant.about().map(names::name).orElse("*");
        return LINES.stream()
                .anyMatch(line -> line.right() == grant.right()
                        && isAt(line.place(), place)
                        && line.about().equalsIgnoreCase(about)
                        && isOf(line.trustee(), grant.trustee()));
    }

    /** Whether who holds the domain anyway is meant: the system, its administrators, its controllers. */
    public boolean isHolder(Sid sid) {
        boolean administrative = sid.isOfDomain()
                ? Principals.isAdministrative(sid) && (domain.isOwn(sid) || sid.rid() == 518 || sid.rid() == 519)
                : Principals.isAdministrative(sid);
        return administrative || sid.equals(ENTERPRISE_CONTROLLERS);
    }

    private static boolean isAt(String written, String place) {
        return written.startsWith("*") ? place.endsWith(written.substring(1)) : place.equals(written);
    }

    private boolean isOf(String written, Sid sid) {
        return written.startsWith("S-")
                ? sid.toString().equals(written)
                : sid.isOfDomain() && Long.toString(sid.rid()).equals(written);
    }

    private Set<Grant> ofClass(String objectClass) {
        String text = names.ofNew(objectClass);
        return text.isEmpty() ? Set.of() : new HashSet<>(Grant.of(SddlReader.read(text, domain.sid())));
    }

    private static List<Line> lines() {
        try (InputStream in = DefaultGrants.class.getResourceAsStream(TABLE)) {
            List<Line> lines = new ArrayList<>();
            String text = new String(
                    Optional.ofNullable(in)
                            .orElseThrow(() -> new IOException(TABLE))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            for (String line : text.split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] fields = line.split("\t", -1);
                    lines.add(new Line(
                            fields[0].toLowerCase(Locale.ROOT),
                            fields[1],
                            Grant.Right.valueOf(
                                    fields[2].toUpperCase(Locale.ROOT).replace('-', '_')),
                            fields[3]));
                }
            }
            return List.copyOf(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
