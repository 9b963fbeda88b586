package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where group policies hold (MS-GPOL 2.2.2): an item for each link of the domain, an organisational unit or a site, and one for each unit
 * that lets nothing in from above. Of several links of one place the first in order wins: the order is an item of its own, so that one more link
 * is no change of the others. The two policies that each domain has by itself carry what its controllers write down and who may do what there:
 * one that is not linked in its place is an item too, so that it does not go in silence.
 */
public final class PolicyLinks implements DirectoryFormat {
    private static final int DISABLED = 1;
    private static final int ENFORCED = 2;
    private static final int MOST = 1_000;
    private static final Pattern LINK =
            Pattern.compile("\\[LDAP://([^\\[\\];]{1,2000});(\\d{1,20})\\]", Pattern.CASE_INSENSITIVE);
    private static final String DEFAULT_DOMAIN = "{31b2f340-016d-11d2-945f-00c04fb984f9}";
    private static final String DEFAULT_CONTROLLERS = "{6ac1786c-016f-11d2-945f-00c04fb984f9}";

    private static final String CONTROLLERS = "OU=Domain Controllers,";
    private static final String BY_ITSELF = "each domain has it by itself";

    /** A policy that is linked, by its distinguished name. */
    private record Link(String dn, int options) {}

    @Override
    public Set<String> classes() {
        return Set.of("domainDNS", "organizationalUnit", "site");
    }

    @Override
    public void read(Pass pass) throws Refused {
        PolicyNames names = PolicyNames.of(pass);
        String[] attributes = {"objectClass", "gPLink", "gPOptions", "whenChanged"};
        String filter = "(|(gPLink=*)(gPOptions=1))";
        for (Query query : List.of(
                Query.below(pass.domain().head(), filter, attributes),
                Query.children("CN=Sites," + pass.domain().configuration(), filter, attributes))) {
            pass.ask(query, entry -> {
                links(pass, names, entry);
                return true;
            });
        }
        byItself(pass, names, pass.domain().head(), DEFAULT_DOMAIN, attributes);
        byItself(pass, names, CONTROLLERS + pass.domain().head(), DEFAULT_CONTROLLERS, attributes);
    }

    /** Tells the domain's own policy where its place no longer has a link to it. */
    private static void byItself(Pass pass, PolicyNames names, String place, String guid, String... attributes)
            throws Refused {
        String itself = "(distinguishedName=" + Query.escaped(place) + ")";
        pass.ask(Query.below(pass.domain().head(), itself, attributes).ofOne(), entry -> {
            boolean isLinked = LINK.matcher(entry.text("gPLink"))
                    .results()
                    .map(link -> PolicyNames.numberOf(pass, link.group(1)))
                    .anyMatch(number -> number.filter(guid::equalsIgnoreCase).isPresent());
            if (!isLinked) {
                pass.found(
                        entry,
                        Draft.of(
                                        guid.toUpperCase(Locale.ROOT) + " gone",
                                        names.shown(guid.toUpperCase(Locale.ROOT)) + "; not linked here; " + BY_ITSELF,
                                        new Run.Nothing())
                                .with(Trait.MISMATCH, true)
                                .with(Trait.SUPERUSER, true));
            }
            return false;
        });
    }

    private static void links(Pass pass, PolicyNames names, Entry entry) {
        if ((entry.bits("gPOptions") & 1) != 0) {
            pass.found(
                    entry,
                    Draft.of("inheritance", "nothing comes in from above but what is enforced", new Run.Nothing()));
        }
        String text = entry.text("gPLink");
        Matcher link = LINK.matcher(text);
        List<Link> links = new ArrayList<>();
        int end = 0;
        boolean isWhole = true;
        while (link.find() && links.size() < MOST) {
            isWhole &= text.substring(end, link.start()).isBlank();
            // Whatever is beyond 32 bits is taken for none of them: such a link is told as one that holds.
            BigInteger option = new BigInteger(link.group(2));
            isWhole &= option.bitLength() <= 32;
            links.add(new Link(link.group(1), option.bitLength() <= 32 ? option.intValue() : 0));
            end = link.end();
        }
        if (links.size() >= MOST && !text.substring(end).isBlank()) {
            pass.tooMany(entry);
        } else if (!isWhole || !text.substring(end).isBlank()) {
            pass.malformed(entry);
        }
        // The last that is written is the first in order (MS-GPOL 3.2.5.1.5).
        Collections.reverse(links);
        links.forEach(one -> link(pass, names, entry, one));
        if (links.size() > 1) {
            String order = links.stream().map(one -> names.shownOf(one.dn())).collect(Collectors.joining(", "));
            pass.found(entry, Draft.of("order", order, new Run.Nothing()));
        }
    }

    private static void link(Pass pass, PolicyNames names, Entry entry, Link link) {
        Optional<String> number = PolicyNames.numberOf(pass, link.dn());
        boolean isOff = (link.options() & DISABLED) != 0;
        boolean isOfNewDomain =
                number.filter(guid -> isOfNewDomain(pass, entry.dn(), guid)).isPresent();
        String value = names.shownOf(link.dn())
                + (number.isEmpty() ? "; not where policies lie" : "")
                + ((link.options() & ENFORCED) != 0 ? "; enforced" : "")
                + (isOff ? "; switched off" : "")
                + (isOff && isOfNewDomain ? "; " + BY_ITSELF : "")
                + (names.has(link.dn()) ? "" : "; the computer may not read it, or it is gone");
        pass.found(
                entry,
                Draft.of(number.orElseGet(() -> pass.domain().shown(link.dn())), value, new Run.Nothing())
                        .enabled(!isOff)
                        .made(isOfNewDomain && !isOff)
                        .with(Trait.MISMATCH, number.isEmpty() || (isOfNewDomain && isOff))
                        .with(Trait.SUPERUSER, isForAll(pass, entry.dn()) && (!isOfNewDomain || isOff)));
    }

    /** What is linked here holds for the whole domain or for its controllers. */
    private static boolean isForAll(Pass pass, String dn) {
        String head = pass.domain().head();
        return dn.equalsIgnoreCase(head)
                || dn.equalsIgnoreCase(CONTROLLERS + head)
                || Dn.isIn(dn, pass.domain().configuration());
    }

    /** The two that each domain is made with. */
    private static boolean isOfNewDomain(Pass pass, String dn, String guid) {
        String head = pass.domain().head();
        return switch (guid.toLowerCase(Locale.ROOT)) {
            case DEFAULT_DOMAIN -> dn.equalsIgnoreCase(head);
            case DEFAULT_CONTROLLERS -> dn.equalsIgnoreCase(CONTROLLERS + head);
            default -> false;
        };
    }
}
