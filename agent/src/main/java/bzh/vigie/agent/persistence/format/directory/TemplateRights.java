package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Grant;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may ask for certificates of a template, and who may change it, but for those who hold the domain anyway.
 *
 * @param isRead whether the computer may read it
 * @param ask who may ask; whom an entry takes that right is not among them
 * @param automatic who is given one without asking, where policy says so
 * @param change rights with which the template can be changed, none that it has by itself or from above
 */
record TemplateRights(boolean isRead, Set<Sid> ask, Set<Sid> automatic, List<Grant> change) {
    private static final String ENROL = "{0e10c968-78fb-11d2-90d4-00c04f79dc55}";
    private static final String AUTOMATIC = "{a05b8cc2-17bc-4802-a710-e7c15ab866a2}";
    private static final int CONTROL_ACCESS = 0x100;
    private static final int GENERIC_ALL = 0x1000_0000;
    private static final int MOST_TOLD = 32;

    /** Domain controllers of each kind. */
    private static final Set<Long> CONTROLLERS = Set.of(498L, 516L, 521L);

    /** Those over an object; what cannot be read or understood of it is said to the pass. */
    static TemplateRights of(Pass pass, Entry entry) {
        Optional<byte[]> bytes = entry.first(Query.DESCRIPTOR);
        if (bytes.isEmpty()) {
            pass.partlyUnreadable(entry, entry);
            return new TemplateRights(false, Set.of(), Set.of(), List.of());
        }
        Optional<SecurityDescriptor> descriptor = SecurityDescriptor.parse(bytes.get());
        if (descriptor.isEmpty() || descriptor.get().malformed() > 0) {
            pass.malformed(entry);
        }
        return descriptor.map(d -> of(pass, entry, d)).orElse(new TemplateRights(false, Set.of(), Set.of(), List.of()));
    }

    private static TemplateRights of(Pass pass, Entry entry, SecurityDescriptor descriptor) {
        List<Grant> grants = Grant.of(descriptor);
        String shown = pass.domain().shown(entry.dn());
        List<Grant> change = grants.stream()
                .filter(grant -> !grant.isInherited()
                        && changes(grant)
                        && !pass.defaults().has(shown, entry.texts("objectClass"), grant))
                .toList();
        return new TemplateRights(
                true, allowed(pass, grants, descriptor, ENROL), allowed(pass, grants, descriptor, AUTOMATIC), change);
    }

    /** Rights that certificate services give over the number of asking mean nothing but that. */
    private static boolean changes(Grant grant) {
        return !grant.isForChildrenOnly()
                && (grant.givesAll()
                        ? grant.right() != Grant.Right.EXTENDED_RIGHT
                        : grant.right() == Grant.Right.WRITE_PROPERTY
                                && grant.about()
                                        .filter(about -> !about.equals(ENROL) && !about.equals(AUTOMATIC))
                                        .isPresent());
    }

    private static Set<Sid> allowed(Pass pass, List<Grant> grants, SecurityDescriptor descriptor, String right) {
        Set<Sid> denied = descriptor.dacl().orElse(List.of()).stream()
                .filter(ace -> ace.isDenying() && !ace.isForChildrenOnly() && isAbout(ace, right))
                .map(Ace::sid)
                .collect(Collectors.toSet());
        Set<Sid> allowed = new LinkedHashSet<>();
        for (Grant grant : grants) {
            boolean gives = grant.right() == Grant.Right.FULL_CONTROL || grant.right() == Grant.Right.EXTENDED_RIGHT;
            if (gives
                    && !grant.isForChildrenOnly()
                    && grant.about().filter(about -> !about.equals(right)).isEmpty()
                    && !denied.contains(grant.trustee())
                    && !isHolder(pass, grant.trustee())) {
                allowed.add(grant.trustee());
            }
        }
        return allowed;
    }

    private static boolean isAbout(Ace ace, String right) {
        return (ace.mask() & (CONTROL_ACCESS | GENERIC_ALL)) != 0
                && ace.objectType().filter(type -> !type.equals(right)).isEmpty();
    }

    private static boolean isHolder(Pass pass, Sid sid) {
        return pass.defaults().isHolder(sid);
    }

    /** Whether somebody other than controllers may ask. */
    boolean isOpen() {
        return ask.stream().anyMatch(sid -> !(sid.isOfDomain() && CONTROLLERS.contains(sid.rid())));
    }

    /** Who may ask, by name; at most {@value #MOST_TOLD}. */
    static String names(Pass pass, Set<Sid> who) throws Refused {
        List<String> names = new ArrayList<>();
        for (Sid sid : who) {
            if (names.size() == MOST_TOLD) {
                names.add("and " + (who.size() - MOST_TOLD) + " more");
                break;
            }
            names.add(pass.who(sid));
        }
        return names.isEmpty() ? "administrators alone" : String.join(", ", names);
    }
}
