package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Grant;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which accounts may act towards others in the name of whoever comes to them (MS-SFU; MS-ADTS 2.2.16): an item for each. */
public final class Delegations implements DirectoryFormat {
    private static final String ACTING = "msDS-AllowedToActOnBehalfOfOtherIdentity";
    private static final String TO = "msDS-AllowedToDelegateTo";
    private static final int MOST = 4_000;
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    @Override
    public Set<String> classes() {
        return Set.of("user", "computer", "msDS-GroupManagedServiceAccount");
    }

    @Override
    public void read(Pass pass) throws Refused {
        UnreadAccounts.tell(pass);
        LeadingAccounts leading = new LeadingAccounts(pass);
        pass.ask(Query.below(pass.domain().head(), "(" + ACTING + "=*)", AccountBits.with(ACTING)), entry -> {
            onResource(pass, entry, leading.has(entry));
            return true;
        });
        Set<String> controllers = controllers(pass);
        pass.ask(Query.below(pass.domain().head(), "(" + TO + "=*)", AccountBits.with(TO)), entry -> {
            constrained(pass, entry, controllers);
            return true;
        });
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        AccountBits.filter(AccountBits.TRUSTED_FOR_DELEGATION),
                        AccountBits.ATTRIBUTES),
                entry -> {
                    anywhere(pass, entry);
                    return true;
                });
    }

    /** Names of the machines of controllers, short and whole, in lower case. */
    private static Set<String> controllers(Pass pass) throws Refused {
        Set<String> names = new HashSet<>();
        pass.ask(
                Query.below(
                        pass.domain().head(), "(|" + AccountBits.CONTROLLERS + ")", AccountBits.with("dNSHostName")),
                entry -> {
                    names.add(low(entry.text("sAMAccountName")).replace("$", ""));
                    names.add(low(entry.text("dNSHostName")));
                    if (names.size() < MOST) {
                        return true;
                    }
                    pass.tooMany();
                    return false;
                });
        return names;
    }

    /** That the account is switched off keeps nobody from acting towards it: krbtgt always is. */
    private static void onResource(Pass pass, Entry entry, boolean leads) throws Refused {
        Optional<SecurityDescriptor> descriptor = entry.first(ACTING).flatMap(SecurityDescriptor::parse);
        if (descriptor.isEmpty() || descriptor.get().malformed() > 0) {
            pass.malformed(entry);
        }
        for (Sid sid : descriptor.map(Grant::letIn).orElse(Set.of())) {
            pass.found(
                    entry,
                    AccountBits.draft(
                                    entry,
                                    "resource " + sid,
                                    pass.who(sid) + " may act as anybody towards it"
                                            + (leads ? LeadingAccounts.WORDS : ""))
                            .enabled(leads || AccountBits.isEnabled(entry))
                            .with(Trait.SUPERUSER, leads));
        }
    }

    private static void constrained(Pass pass, Entry entry, Set<String> controllers) {
        boolean anyProtocol = (entry.bits("userAccountControl") & AccountBits.TRUSTED_TO_AUTHENTICATE) != 0;
        for (String service : entry.texts(TO)) {
            pass.found(
                    entry,
                    AccountBits.draft(
                                    entry,
                                    "constrained " + service,
                                    "may act towards " + service
                                            + (anyProtocol
                                                    ? " as anybody, without a ticket of theirs"
                                                    : " for who comes to it"))
                            .with(Trait.SUPERUSER, isOfController(low(service), controllers)));
        }
    }

    /** Of a service's name, {@code class/host[:port][/realm]}, the class and the host; a ticket for another class of a host is had as well. */
    private static boolean isOfController(String service, Set<String> controllers) {
        String[] parts = service.split("/", 3);
        return parts[0].equals("krbtgt")
                || (parts.length > 1
                        && controllers.contains(PORT.matcher(parts[1]).replaceFirst("")));
    }

    private static void anywhere(Pass pass, Entry entry) {
        boolean isController = (entry.bits("userAccountControl") & AccountBits.CONTROLLER) != 0;
        pass.found(
                entry,
                AccountBits.draft(entry, "unconstrained", "may act towards anything for who comes to it")
                        .made(isController)
                        .with(Trait.SUPERUSER, !isController));
    }

    private static String low(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
