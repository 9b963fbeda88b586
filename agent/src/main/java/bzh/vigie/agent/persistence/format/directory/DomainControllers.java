package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What replicates with a domain: an item for each controller's account, and for each server object of the sites that belongs to none; of
 * read-only ones also {@link RevealedPasswords}.
 * Who pretends to be a controller for a while has some of its signs and lacks others (the account's bits and primary group, the controllers'
 * unit, the server object with its settings, the services' names): MS-ADTS 6.1.1.2.2.1, 6.1.1.3.1 and MS-DRSR 2.2.2.
 */
public final class DomainControllers implements DirectoryFormat {
    private static final int MOST = 2_000;
    private static final String REPLICATION = "e3514235-4b06-11d1-ab04-00c04fc2dcd2/";
    private static final String CATALOGUE = "gc/";
    private static final String OF = "serverReference";
    private static final String OPTIONS = "options";

    /** {@code NTDSDSA_OPT_DISABLE_OUTBOUND_REPL} (MS-ADTS 6.1.1.2.2.1.2.1.1): what is changed there stays there. */
    private static final long HANDS_NOTHING_ON = 0x4;

    /** The account of the cloud's Kerberos: a read-only controller that is no server. */
    private static final String OF_ENTRA = "azureadkerberos$";

    private static final String ACCOUNTS = "(|" + AccountBits.CONTROLLERS
            + "(primaryGroupID=516)(primaryGroupID=521)(servicePrincipalName=GC/*)(servicePrincipalName="
            + "E3514235-4B06-11D1-AB04-00C04FC2DCD2/*))";

    @Override
    public Set<String> classes() {
        return Set.of("computer", "server", "nTDSDSA");
    }

    @Override
    public void read(Pass pass) throws Refused {
        Map<String, Entry> servers = new LinkedHashMap<>();
        Set<String> settings = new HashSet<>();
        Set<String> silent = new HashSet<>();
        pass.ask(
                Query.below(
                        "CN=Sites," + pass.domain().configuration(),
                        "(|(objectClass=server)(objectClass=nTDSDSA))",
                        "objectClass",
                        OF,
                        OPTIONS,
                        "whenChanged"),
                entry -> {
                    if (entry.is("server")) {
                        servers.putIfAbsent(low(entry.dn()), entry);
                    } else {
                        settings.add(low(Dn.parent(entry.dn())));
                        if ((entry.bits(OPTIONS) & HANDS_NOTHING_ON) != 0) {
                            silent.add(low(Dn.parent(entry.dn())));
                        }
                    }
                    return servers.size() < MOST && settings.size() < MOST;
                });
        if (servers.size() >= MOST || settings.size() >= MOST) {
            pass.tooMany();
        }
        Map<String, Integer> replicating = new HashMap<>();
        Set<String> handsNothingOn = new HashSet<>();
        servers.forEach((dn, server) -> {
            if (settings.contains(dn)) {
                replicating.merge(low(server.text(OF)), 1, Integer::sum);
            }
            if (silent.contains(dn)) {
                handsNothingOn.add(low(server.text(OF)));
            }
        });
        Set<String> told = new HashSet<>();
        List<Entry> readOnly = new ArrayList<>();
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        ACCOUNTS,
                        AccountBits.with(
                                "servicePrincipalName",
                                RevealedPasswords.TICKETS,
                                RevealedPasswords.MAY,
                                RevealedPasswords.NEVER,
                                RevealedPasswords.REVEALED)),
                entry -> {
                    String dn = low(entry.dn());
                    if (isReadOnly(entry)) {
                        readOnly.add(entry);
                    }
                    account(pass, entry, replicating.getOrDefault(dn, 0), handsNothingOn.contains(dn));
                    told.add(low(entry.dn()));
                    return told.size() < MOST;
                });
        if (told.size() >= MOST) {
            pass.tooMany();
        }
        RevealedPasswords revealed = new RevealedPasswords(pass);
        for (Entry controller : readOnly) {
            revealed.tell(controller);
        }
        servers.forEach((dn, server) -> {
            if (!told.contains(low(server.text(OF)))) {
                server(pass, server, settings.contains(dn));
            }
        });
    }

    private static void account(Pass pass, Entry entry, int servers, boolean handsNothingOn) {
        boolean isReadOnly = isReadOnly(entry);
        boolean isController = AccountBits.isController(entry);
        long group = entry.bits("primaryGroupID");
        boolean isInUnit =
                Dn.isIn(entry.dn(), "OU=Domain Controllers," + pass.domain().head());
        boolean isInGroup = group == 516 || group == 521;
        List<String> signs = new ArrayList<>();
        boolean isWhole = isController && isInUnit && group == (isReadOnly ? 521 : 516);
        if (isWhole && servers == 1) {
            signs.add(isReadOnly ? "a read-only controller" : "a controller");
        } else if (isWhole && isReadOnly && servers == 0 && isOfEntra(entry)) {
            signs.add("what stands for Entra's Kerberos, a read-only controller that is no server");
        } else {
            signs.add(isController ? "a controller by its account" : "no controller by its account");
            signs.add(isInUnit ? "in the controllers' unit" : "outside the controllers' unit");
            signs.add((isInGroup ? "in" : "not in") + " the controllers' group (" + group + ")");
            signs.add(
                    servers == 0
                            ? "without a server object that replicates"
                            : servers == 1
                                    ? "with a server object that replicates"
                                    : "with " + servers + " server objects that replicate");
            if (hasService(entry, REPLICATION)) {
                signs.add("with the name of the service that replicates");
            }
            if (hasService(entry, CATALOGUE)) {
                signs.add("with the name of the global catalogue's service");
            }
        }
        if (handsNothingOn) {
            signs.add("hands no change on to others");
        }
        pass.found(
                entry,
                AccountBits.draft(entry, "controller", entry.text("sAMAccountName") + ": " + String.join(", ", signs))
                        .made(signs.size() == 1)
                        .with(Trait.MISMATCH, signs.size() > 1));
    }

    private static boolean isReadOnly(Entry entry) {
        return (entry.bits("userAccountControl") & AccountBits.READ_ONLY_CONTROLLER) != 0;
    }

    private static boolean isOfEntra(Entry entry) {
        return low(entry.text("sAMAccountName")).equals(OF_ENTRA) && entry.has(RevealedPasswords.TICKETS);
    }

    private static boolean hasService(Entry entry, String prefix) {
        return entry.texts("servicePrincipalName").stream()
                .anyMatch(name -> low(name).startsWith(prefix));
    }

    /** One that belongs to no controller's account of this domain: it is another domain's, or left over, or of one that pretends. */
    private static void server(Pass pass, Entry server, boolean isReplicating) {
        String of = server.text(OF);
        boolean isOwn = Dn.isIn(of, pass.domain().head());
        String value = of.isEmpty()
                ? "a server object of no account"
                : isOwn
                        ? "a server object of " + pass.domain().shown(of) + ", which is no controller"
                        : "a server object of another domain's " + of;
        pass.found(
                server,
                Draft.of("server", value + (isReplicating ? ", replicates" : ", does not replicate"), new Run.Nothing())
                        .enabled(isReplicating)
                        .made(!of.isEmpty() && !isOwn)
                        .with(Trait.MISMATCH, isOwn && isReplicating));
    }

    private static String low(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
