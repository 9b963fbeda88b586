package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Settings of a domain and its forest that decide who may do what without being anybody: how many machines anybody may add ({@code
 * ms-DS-MachineAccountQuota}), and what is switched in {@code dSHeuristics} (MS-ADTS 6.1.1.2.4.1.2; the 28th and 29th as KB5008383 has
 * them). An item for each that is set, and one for each switch that lets somebody in or lets something be hidden. Besides, what passwords have
 * to be and for whom something else holds, programs in the menus of administrators, names that stand for others, and zones into which anybody
 * writes.
 */
public final class DomainSettings implements DirectoryFormat {
    private static final String QUOTA = "ms-DS-MachineAccountQuota";
    private static final String SWITCHES = "dSHeuristics";
    private static final String PASSWORDS = "passwords";

    /** What Windows makes a domain with (MS-SAMR 2.2.3.5, "Default Domain Policy"). */
    private static final long SHORTEST = 7;

    /** Bits of {@code pwdProperties} (MS-SAMR 2.2.3.5). */
    private static final long COMPLEX = 0x1;

    private static final long CLEARTEXT = 0x10;
    private static final int MOST_NAMED = 20;

    private static final List<String> MENUS = List.of("adminContextMenu", "contextMenu", "shellContextMenu");

    /** {@code number,text,program}; what is a class of Windows' own is {@code number,{GUID}}. */
    private static final Pattern PROGRAM = Pattern.compile("\\s*\\d{1,9}\\s*,[^,{]{1,500},(.{1,1000})");

    /** Which of them are out of protection, by the bits of the sixteenth switch. */
    private static final List<String> UNPROTECTED =
            List.of("Account Operators", "Server Operators", "Print Operators", "Backup Operators");

    /**
     * A switch that opens something.
     *
     * @param at its place, from 1
     * @param open how it stands then; empty for anything but 0
     */
    private record Switch(int at, String open, String name, String value) {
        boolean isOpen(String switches) {
            return switches.length() >= at
                    && (open.isEmpty() ? switches.charAt(at - 1) != '0' : switches.startsWith(open, at - 1));
        }
    }

    private static final List<Switch> OPENING = List.of(
            new Switch(3, "1", "list-object", "objects can be hidden one by one from who may list what they lie in"),
            new Switch(7, "2", "anonymous", "anybody may ask the directory without a name, as far as rights allow"),
            new Switch(8, "", "anonymous-address-book", "anybody may read the address book without a name"),
            new Switch(16, "", "unprotected-groups", "no longer protected as administrators are"),
            new Switch(21, "", "names-not-unique", "two accounts may have one name of a person or a service"),
            new Switch(28, "2", "add-unchecked", "who may make a computer may set any attribute of it meanwhile"),
            new Switch(29, "2", "owner-unchecked", "who made a computer may change who may do what with it"));

    @Override
    public Set<String> classes() {
        return Set.of("domainDNS", "nTDSService", "msDS-PasswordSettings", "displaySpecifier");
    }

    @Override
    public void read(Pass pass) throws Refused {
        pass.ask(Query.of(pass.domain().head(), "objectClass", QUOTA, "whenChanged"), entry -> {
            setting(pass, entry, QUOTA, "10");
            return true;
        });
        pass.ask(
                Query.of(
                        "CN=Directory Service,CN=Windows NT,CN=Services,"
                                + pass.domain().configuration(),
                        "objectClass",
                        SWITCHES,
                        "tombstoneLifetime",
                        "whenChanged"),
                entry -> {
                    if (entry.has(SWITCHES)) {
                        String switches = entry.text(SWITCHES);
                        pass.found(
                                entry,
                                Draft.of(SWITCHES, switches, new Run.Nothing()).made(!letsSomebodyIn(switches)));
                        OPENING.stream()
                                .filter(each -> each.isOpen(switches))
                                .forEach(each -> pass.found(entry, opening(each, switches)));
                    }
                    return true;
                });
        passwords(pass);
        menus(pass);
        names(pass);
    }

    /** What passwords of the domain have to be, and of whom something else is asked. */
    private static void passwords(Pass pass) throws Refused {
        pass.ask(
                Query.of(
                        pass.domain().head(),
                        "objectClass",
                        "minPwdLength",
                        "pwdProperties",
                        "lockoutThreshold",
                        "whenChanged"),
                entry -> {
                    if (entry.has("minPwdLength") && entry.has("pwdProperties")) {
                        long least = entry.bits("minPwdLength");
                        boolean isComplex = (entry.bits("pwdProperties") & COMPLEX) != 0;
                        boolean isKept = (entry.bits("pwdProperties") & CLEARTEXT) != 0;
                        passwords(pass, entry, PASSWORDS, least, isComplex, isKept, "");
                    }
                    return true;
                });
        pass.ask(
                Query.below(
                        "CN=System," + pass.domain().head(),
                        "(objectClass=msDS-PasswordSettings)",
                        "objectClass",
                        "msDS-MinimumPasswordLength",
                        "msDS-PasswordComplexityEnabled",
                        "msDS-PasswordReversibleEncryptionEnabled",
                        "msDS-PSOAppliesTo",
                        "whenChanged"),
                entry -> {
                    if (entry.has("msDS-MinimumPasswordLength")) {
                        passwords(
                                pass,
                                entry,
                                PASSWORDS,
                                entry.bits("msDS-MinimumPasswordLength"),
                                entry.isTrue("msDS-PasswordComplexityEnabled"),
                                entry.isTrue("msDS-PasswordReversibleEncryptionEnabled"),
                                entry.texts("msDS-PSOAppliesTo").stream()
                                        .limit(MOST_NAMED)
                                        .map(pass.domain()::shown)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
                    } else {
                        pass.unreadable(entry);
                    }
                    return true;
                });
        // Members may not see these settings (their class lets administrators alone), and may see to whom they apply.
        pass.ask(
                Query.below(
                        pass.domain().head(), "(msDS-PSOApplied=*)", "objectClass", "msDS-PSOApplied", "whenChanged"),
                entry -> {
                    for (String settings : entry.texts("msDS-PSOApplied")) {
                        pass.found(
                                entry,
                                Draft.of(
                                        PASSWORDS + " " + Dn.name(settings),
                                        "other rules for its passwords: " + Dn.name(settings),
                                        new Run.Nothing()));
                    }
                    return true;
                });
    }

    private static void passwords(
            Pass pass, Entry entry, String name, long least, boolean isComplex, boolean isKept, String whom) {
        pass.found(
                entry,
                Draft.of(
                                name,
                                "at least " + least + " characters"
                                        + (isComplex ? "" : ", of any kind")
                                        + (isKept ? ", kept so that controllers can read them" : "")
                                        + (whom.isEmpty() ? "" : "; for " + whom),
                                new Run.Nothing())
                        .made(whom.isEmpty() && least >= SHORTEST && isComplex && !isKept)
                        .with(Trait.MISMATCH, least == 0 || isKept));
    }

    /** Programs in the menus with which administrators work ([MS-ADTS] 6.1.1.2.3): whoever opens one there runs it. */
    private static void menus(Pass pass) throws Refused {
        String specifiers = "CN=DisplaySpecifiers," + pass.domain().configuration();
        pass.ask(
                Query.below(
                        pass.domain().configuration(),
                        "(&(objectClass=displaySpecifier)(|(adminContextMenu=*)(contextMenu=*)(shellContextMenu=*)))",
                        "objectClass",
                        MENUS.get(0),
                        MENUS.get(1),
                        MENUS.get(2),
                        "whenChanged"),
                entry -> {
                    for (String menu : MENUS) {
                        for (String value : entry.texts(menu)) {
                            Matcher program = PROGRAM.matcher(value);
                            if (Dn.isIn(entry.dn(), specifiers)
                                    && program.matches()
                                    && !isOfWindows(entry, program.group(1))) {
                                pass.found(
                                        entry,
                                        Draft.of(
                                                        "menu " + menu,
                                                        "runs for whoever opens the menu of " + entry.name() + ": "
                                                                + program.group(1),
                                                        new Run.Nothing())
                                                .with(Trait.SUPERUSER, true));
                            }
                        }
                    }
                    return true;
                });
    }

    /** Each forest of Windows Server 2003 and later is made with one program there, of a service that Windows no longer has. */
    private static boolean isOfWindows(Entry entry, String program) {
        return entry.name().equalsIgnoreCase("remoteStorageServicePoint-Display")
                && program.strip().equalsIgnoreCase("RsAdmin.msc");
    }

    /** A name that stands for all that are not there, and zones into which whoever reaches the server writes (MS-DNSP 2.3.2.1). */
    private static void names(Pass pass) throws Refused {
        for (String place : DnsZones.places(pass)) {
            pass.ask(
                    Query.below(
                            place,
                            "(&(objectClass=dnsNode)(|(dc=\\2a)(dc=wpad)))",
                            "objectClass",
                            "dNSTombstoned",
                            "whenChanged"),
                    entry -> {
                        if (!entry.isTrue("dNSTombstoned")) {
                            pass.found(
                                    entry,
                                    Draft.of(
                                                    "name " + entry.name(),
                                                    entry.name().equals("*")
                                                            ? "stands for each name that is not in "
                                                                    + Dn.name(Dn.parent(entry.dn()))
                                                            : "tells browsers of " + Dn.name(Dn.parent(entry.dn()))
                                                                    + " their proxy",
                                                    new Run.Nothing())
                                            .with(Trait.MISMATCH, entry.name().equals("*")));
                        }
                        return true;
                    });
            pass.ask(
                    Query.below(
                            place,
                            "(objectClass=" + DnsZones.ZONE + ")",
                            "objectClass",
                            DnsZones.PROPERTY,
                            "whenChanged"),
                    entry -> {
                        if (entry.all(DnsZones.PROPERTY).stream().anyMatch(DnsZones::letsAnybodyWrite)) {
                            pass.found(
                                    entry,
                                    Draft.of("updates", "whoever reaches the server writes into it", new Run.Nothing())
                                            .with(Trait.MISMATCH, true));
                        }
                        return true;
                    });
        }
    }

    /** The seventh switch lets anybody ask without a name, the sixteenth takes groups out of protection. */
    private static boolean letsSomebodyIn(String switches) {
        boolean anonymous = switches.length() >= 7 && switches.charAt(6) == '2';
        boolean unprotected = switches.length() >= 16 && switches.charAt(15) != '0';
        return anonymous || unprotected;
    }

    private static Draft opening(Switch each, String switches) {
        String value = each.at() == 16 ? groups(switches.charAt(15)) + " are " + each.value() : each.value();
        return Draft.of(SWITCHES + " " + each.name(), value, new Run.Nothing());
    }

    private static String groups(char mask) {
        int bits = Math.max(0, Character.digit(mask, 16));
        return IntStream.range(0, UNPROTECTED.size())
                .filter(bit -> (bits & (1 << bit)) != 0)
                .mapToObj(UNPROTECTED::get)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), names -> names.isEmpty() ? "groups by \"" + mask + "\"" : names));
    }

    private static void setting(Pass pass, Entry entry, String name, String shipped) {
        if (entry.has(name)) {
            pass.found(
                    entry,
                    Draft.of(name, entry.text(name), new Run.Nothing())
                            .made(entry.text(name).equals(shipped)));
        }
    }
}
