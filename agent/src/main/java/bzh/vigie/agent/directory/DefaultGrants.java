package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.SddlReader;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which grants a directory has by itself: what those who hold the domain anyway have, what Windows' schema gives each new object of a class
 * ({@link StockSchema}), and what is set when a domain is made ({@code default-grants.txt}). What the directory's own schema says counts for
 * classes that are none of Windows' alone, and makes nobody hold anything.
 */
public final class DefaultGrants {
    private static final Sid ENTERPRISE_CONTROLLERS = Sid.of("S-1-5-9");

    /** Groups of the forest's first domain. */
    private static final Set<Long> OF_FOREST = Set.of(498L, 518L, 519L, 527L);

    /** Guests and computers of a domain. */
    private static final Set<Long> MANY = Set.of(514L, 515L);

    /**
     * A line of the table.
     *
     * @param place name of the object within the domain or forest, in lower case; {@code *} at its beginning for any
     * @param trustee a SID; the number alone of the domain's own
     * @param about its GUID; empty for all
     */
    private record Line(String place, String trustee, Grant.Right right, Optional<String> about) {}

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
     * @param objectClasses its classes, the last being its own
     */
    public boolean has(String dn, List<String> objectClasses, Grant grant) {
        if (isHolder(grant.trustee(), dn)) {
            return true;
        }
        if (grant.about().filter(names::isMoved).isPresent()) {
            return false;
        }
        return isOfClass(objectClasses, grant) || isOfPlace(dn, grant);
    }

    private boolean isOfClass(List<String> objectClasses, Grant grant) {
        String own = objectClasses.isEmpty() ? "" : objectClasses.getLast();
        Grant plain = new Grant(
                grant.trustee(), grant.right(), grant.about(), grant.inheritedBy(), grant.isForChildrenOnly(), false);
        return ofClasses.computeIfAbsent(own, this::ofClass).contains(plain)
                && (StockSchema.hasClass(own) || !isGrave(grant, objectClasses) || !isOdd(grant.trustee()));
    }

    private boolean isOfPlace(String dn, Grant grant) {
        String place = domain.shown(dn).toLowerCase(Locale.ROOT);
        return LINES.stream()
                .anyMatch(line -> line.right() == grant.right()
                        && isAt(line.place(), place)
                        && line.about().equals(grant.about())
                        && isOf(line.trustee(), grant.trustee(), dn));
    }

    /**
     * Whether with it the domain is had, over an object on which it hangs.
     *
     * @param objectClasses of the object: a right over the number of one of them is one over the whole object (MS-ADTS 5.1.3.3.3)
     */
    public boolean isGrave(Grant grant, List<String> objectClasses) {
        boolean isAnyWrite =
                grant.right() == Grant.Right.VALIDATED_WRITE && grant.about().isEmpty();
        return grant.givesAll()
                || isAnyWrite
                || grant.about()
                        .filter(about ->
                                grant.isOfPart() && (names.isGrave(about) || isWhole(about, grant, objectClasses)))
                        .isPresent();
    }

    private boolean isWhole(String about, Grant grant, List<String> objectClasses) {
        return grant.inheritedBy().filter(about::equals).isPresent()
                || objectClasses.stream().anyMatch(names.name(about)::equalsIgnoreCase);
    }

    /** Whether who holds the domain anyway is meant: the system, its administrators, its controllers. */
    public boolean isHolder(Sid sid) {
        return isHolder(sid, domain.head());
    }

    /**
     * Whether who holds an object anyway is meant. A number such as 512 means nobody in another domain. Administrators of the forest's first
     * domain are known by number alone where another one is read, and only over what the forest shares.
     *
     * @param dn of the object
     */
    public boolean isHolder(Sid sid, String dn) {
        return (Principals.isAdministrative(sid) && (!sid.isOfDomain() || isOurs(sid, dn)))
                || sid.equals(ENTERPRISE_CONTROLLERS);
    }

    /** Whether it has that number in the domain, or in the forest's first where the object is shared and the number is of there. */
    public boolean isNumber(Sid sid, Set<Long> numbers, String dn) {
        return sid.isOfDomain() && numbers.contains(sid.rid()) && isOurs(sid, dn);
    }

    private boolean isOurs(Sid sid, String dn) {
        return domain.isOwn(sid) || (!domain.isFirst() && domain.isShared(dn) && OF_FOREST.contains(sid.rid()));
    }

    /** Whom no schema gives everything: many, a single account or group that is none of those each domain has, and any of another domain. */
    private boolean isOdd(Sid sid) {
        return Principals.isAnybody(sid)
                || (sid.isOfDomain()
                        && (sid.rid() >= 1_000 || MANY.contains(sid.rid()) || !isOurs(sid, domain.configuration())));
    }

    private static boolean isAt(String written, String place) {
        return written.startsWith("*") ? place.endsWith(written.substring(1)) : place.equals(written);
    }

    private boolean isOf(String written, Sid sid, String dn) {
        return written.startsWith("S-")
                ? sid.toString().equals(written)
                : isNumber(sid, Set.of(Long.valueOf(written)), dn);
    }

    private Set<Grant> ofClass(String objectClass) {
        Set<Grant> grants = new HashSet<>();
        if (StockSchema.hasClass(objectClass)) {
            StockSchema.ofNew(objectClass, domain.sid()).forEach(given -> grants.addAll(Grant.of(given)));
        } else if (!names.ofNew(objectClass).isEmpty()) {
            grants.addAll(Grant.of(SddlReader.read(names.ofNew(objectClass), domain.sid())));
        }
        return grants;
    }

    private static List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        StockSchema.lines(
                "default-grants.txt",
                fields -> lines.add(new Line(
                        fields[0].toLowerCase(Locale.ROOT),
                        fields[1],
                        Grant.Right.valueOf(fields[2].toUpperCase(Locale.ROOT).replace('-', '_')),
                        fields[3].equals("*")
                                ? Optional.empty()
                                : Optional.of(StockSchema.guid(fields[3])
                                        .orElseThrow(() -> new IllegalStateException(fields[3]))))));
        return List.copyOf(lines);
    }
}
