package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Grant;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.directory.StockSchema;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask for certificates of a template, and who may change it, but for those who hold the domain anyway.
 *
 * @param isRead whether the computer may read it
 * @param ask who may ask; whom an entry before took that right is not among them
 * @param automatic who is given one without asking, where policy says so
 * @param change rights with which the template can be changed, none that it has by itself or that is told above
 * @param isOpen whether somebody other than the domain's controllers may ask
 */
record TemplateRights(boolean isRead, Set<Sid> ask, Set<Sid> automatic, List<Grant> change, boolean isOpen) {
    private static final String ENROL = "{0e10c968-78fb-11d2-90d4-00c04f79dc55}";
    private static final String AUTOMATIC = "{a05b8cc2-17bc-4802-a710-e7c15ab866a2}";
    private static final int CONTROL_ACCESS = 0x100;
    private static final int GENERIC_ALL = 0x1000_0000;
    private static final int MOST_TOLD = 32;

    /** The class of templates: a right over its number is one over the whole of each. */
    private static final Optional<String> CLASS = StockSchema.guid(CertificateServices.TEMPLATE);

    private static final TemplateRights UNREAD = new TemplateRights(false, Set.of(), Set.of(), List.of(), false);

    /** Domain controllers of each kind. */
    private static final Set<Long> CONTROLLERS = Set.of(498L, 516L, 521L);

    /** Those over an object; what cannot be read or understood of it is said to the pass. */
    static TemplateRights of(Pass pass, Entry entry) throws Refused {
        Optional<byte[]> bytes = entry.first(Query.DESCRIPTOR);
        if (bytes.isEmpty()) {
            pass.partlyUnreadable(entry, entry);
            return UNREAD;
        }
        Optional<SecurityDescriptor> descriptor = SecurityDescriptor.parse(bytes.get());
        if (descriptor.isEmpty() || descriptor.get().malformed() > 0) {
            pass.malformed(entry);
        }
        return descriptor.isEmpty() ? UNREAD : of(pass, entry, descriptor.get());
    }

    private static TemplateRights of(Pass pass, Entry entry, SecurityDescriptor descriptor) throws Refused {
        List<Grant> change = new ArrayList<>();
        Set<Sid> above = new HashSet<>();
        for (Grant grant : Grant.of(descriptor)) {
            if (changes(grant) && !pass.defaults().has(entry.dn(), entry.texts("objectClass"), grant)) {
                if (!grant.isInherited() || ObjectRights.comesFromNowhere(pass, entry, descriptor, grant)) {
                    change.add(grant);
                } else {
                    above.add(grant.trustee());
                }
            }
        }
        Set<Sid> ask = allowed(pass, entry, descriptor, ENROL, above);
        return new TemplateRights(
                true,
                ask,
                allowed(pass, entry, descriptor, AUTOMATIC, above),
                change,
                ask.stream().anyMatch(sid -> !pass.defaults().isNumber(sid, CONTROLLERS, entry.dn())));
    }

    /** Rights that certificate services give over the number of asking mean nothing but that. */
    private static boolean changes(Grant grant) {
        return !grant.isForChildrenOnly()
                && (grant.givesAll()
                        ? grant.right() != Grant.Right.EXTENDED_RIGHT
                        : (grant.right() == Grant.Right.WRITE_PROPERTY || grant.right() == Grant.Right.FULL_CONTROL)
                                && grant.about()
                                        .filter(about -> !about.equals(ENROL) && !about.equals(AUTOMATIC))
                                        .isPresent());
    }

    /**
     * Whom the list gives a right, in its order (MS-DTYP 2.5.3.2): an entry that denies it to somebody counts against the entries after it for
     * the same one. What is denied to others, who may or may not be in a group with him, or under a condition, takes it from nobody here. Who may
     * change all templates by a right that is told above asks for whatever he makes of them: that says nothing of this one.
     */
    private static Set<Sid> allowed(
            Pass pass, Entry entry, SecurityDescriptor descriptor, String right, Set<Sid> above) {
        Set<Sid> allowed = new LinkedHashSet<>();
        if (descriptor.dacl().isEmpty()) {
            allowed.add(Sid.EVERYONE);
        }
        Set<Sid> denied = new HashSet<>();
        for (Ace ace : descriptor.dacl().orElse(List.of())) {
            if (ace.isForChildrenOnly() || (ace.mask() & (CONTROL_ACCESS | GENERIC_ALL)) == 0) {
                continue;
            }
            if (ace.isDenying() && !ace.isConditional() && isAbout(ace, right)) {
                denied.add(ace.sid());
            } else if (ace.isAllowing()
                    && (isAbout(ace, right) || ace.objectType().equals(CLASS))
                    && !denied.contains(ace.sid())
                    && !(ace.isInherited() && above.contains(ace.sid()))
                    && !pass.defaults().isHolder(ace.sid(), entry.dn())) {
                allowed.add(ace.sid());
            }
        }
        return allowed;
    }

    private static boolean isAbout(Ace ace, String right) {
        return ace.objectType().filter(type -> !type.equals(right)).isEmpty();
    }

    /** Who may ask, by name; at most {@value #MOST_TOLD}. */
    static String names(Pass pass, Entry entry, Set<Sid> who) throws Refused {
        if (who.size() > MOST_TOLD) {
            pass.tooMany(entry);
        }
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
