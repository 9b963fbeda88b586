package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Group policies (MS-GPOL 2.2.4): an item for each, with its name, versions, what carries it out on machines, its filter, and whether its
 * files are where a policy's files are: one that leads elsewhere hands machines what lies there. One that itself lies deeper than policies do
 * is told by its distinguished name: it holds too, and may have the number of a known one.
 */
public final class Policies implements DirectoryFormat {
    private static final long USER_OFF = 1;
    private static final long MACHINE_OFF = 2;
    private static final int MOST_FILTER = 200;

    @Override
    public Set<String> classes() {
        return Set.of("groupPolicyContainer");
    }

    @Override
    public void read(Pass pass) throws Refused {
        pass.ask(
                Query.below(
                        PolicyNames.folder(pass),
                        "(objectClass=groupPolicyContainer)",
                        "objectClass",
                        "displayName",
                        "versionNumber",
                        "flags",
                        "gPCFileSysPath",
                        "gPCMachineExtensionNames",
                        "gPCUserExtensionNames",
                        "gPCWQLFilter",
                        "whenChanged"),
                entry -> {
                    policy(pass, entry);
                    return true;
                });
    }

    private static void policy(Pass pass, Entry entry) {
        if (!entry.has("gPCFileSysPath")) {
            pass.unreadable(entry);
            return;
        }
        long flags = entry.bits("flags");
        long version = entry.bits("versionNumber");
        List<String> facts = new ArrayList<>();
        facts.add(entry.text("displayName"));
        facts.add("version " + (version & 0xffff) + " for machines, " + ((version >>> 16) & 0xffff) + " for users");
        carriedOut(facts, "machines", entry.text("gPCMachineExtensionNames"), (flags & MACHINE_OFF) != 0);
        carriedOut(facts, "users", entry.text("gPCUserExtensionNames"), (flags & USER_OFF) != 0);
        if (PolicyExtensions.areMore(entry.text("gPCMachineExtensionNames"))
                || PolicyExtensions.areMore(entry.text("gPCUserExtensionNames"))) {
            pass.tooMany(entry);
        }
        String filter = entry.text("gPCWQLFilter");
        if (!filter.isBlank()) {
            String guid = PolicyNames.guid(filter);
            if (guid.isEmpty() && filter.length() > MOST_FILTER) {
                pass.tooMany(entry);
            }
            facts.add(
                    "filter " + (guid.isEmpty() ? filter.substring(0, Math.min(filter.length(), MOST_FILTER)) : guid));
        }
        String path = entry.text("gPCFileSysPath");
        boolean isElsewhere = !isItsOwn(path, pass.domain().dnsName(), entry.name());
        if (isElsewhere) {
            facts.add("files at " + path);
        }
        Optional<String> number = PolicyNames.numberOf(pass, entry.dn());
        if (number.isEmpty()) {
            facts.add("not where policies lie");
        }
        pass.found(
                entry,
                Draft.of(
                                number.orElseGet(() -> pass.domain().shown(entry.dn())),
                                String.join("; ", facts),
                                new Run.Nothing())
                        .enabled((flags & (USER_OFF | MACHINE_OFF)) != (USER_OFF | MACHINE_OFF))
                        .with(Trait.MISMATCH, isElsewhere || number.isEmpty()));
    }

    private static void carriedOut(List<String> facts, String whom, String extensions, boolean isOff) {
        String names = PolicyExtensions.names(extensions);
        if (!names.isEmpty()) {
            facts.add(whom + ": " + names + (isOff ? " (switched off)" : ""));
        }
    }

    /** {@code \\domain\sysvol\domain\Policies\{number}}, in any letter case. */
    private static boolean isItsOwn(String path, String domain, String guid) {
        String own = "\\\\" + domain + "\\sysvol\\" + domain + "\\policies\\" + guid;
        return path.replace('/', '\\').toLowerCase(Locale.ROOT).equals(own.toLowerCase(Locale.ROOT));
    }
}
