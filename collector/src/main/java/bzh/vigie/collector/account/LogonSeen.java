package bzh.vigie.collector.account;

import bzh.vigie.collector.detect.signin.SignIn;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch.Hit;
import java.time.Instant;
import java.util.Optional;

/**
 * A logon that succeeded or failed, as the event history has it: what agents tell of Linux, and Security 4624, 4625, 4768, 4771 and 4776 of
 * Windows. Immutable.
 *
 * @param account folded, without its domain
 * @param domain folded first part of its domain's name; empty where nothing says
 * @param id SID or uid; empty where there is none
 * @param address where it came from, a literal in its usual form; empty for the host itself, or where nothing says
 * @param workstation what the client called itself; may be empty and may be anything
 */
public record LogonSeen(
        Instant received,
        AgentId host,
        Commune commune,
        String account,
        String domain,
        String id,
        Kind kind,
        boolean failed,
        String address,
        String workstation) {
    /** How somebody comes in. */
    public enum Kind {
        CONSOLE,
        RDP,
        SSH,
        NETWORK,
        SERVICE,
        /** A controller gave a ticket, for whatever host. */
        TICKET,
        /** A controller checked a password, for whatever host. */
        NTLM,
        SU,
        SUDO,
        OTHER;

        /** Whether it says on which host somebody is now. */
        public boolean isThere() {
            return this != TICKET && this != NTLM;
        }
    }

    /** What an event shows; empty where it is no logon. */
    public static Optional<LogonSeen> of(Hit hit) {
        return field(hit, "kind").equals("logon") ? own(hit) : windows(hit);
    }

    private static Optional<LogonSeen> own(Hit hit) {
        String written = first(field(hit, "account"));
        String action = field(hit, "action");
        String address = SignIn.address(field(hit, "source_address"));
        if (written.isBlank() || !(action.equals("logon") || action.equals("failed"))) {
            return Optional.empty();
        }
        Kind kind = switch (field(hit, "type")) {
            case "interactive" -> address.isEmpty() ? Kind.CONSOLE : Kind.SSH;
            case "rdp" -> Kind.RDP;
            case "ssh" -> Kind.SSH;
            case "network" -> Kind.NETWORK;
            case "service" -> Kind.SERVICE;
            case "su" -> Kind.SU;
            case "sudo" -> Kind.SUDO;
            default -> Kind.OTHER;
        };
        return Optional.of(
                seen(hit, written, "", first(field(hit, "account_id")), kind, action.equals("failed"), address, ""));
    }

    private static Optional<LogonSeen> windows(Hit hit) {
        String name = field(hit, "TargetUserName");
        if (!field(hit, "Channel").equalsIgnoreCase("Security") || name.isBlank()) {
            return Optional.empty();
        }
        String address = SignIn.address(field(hit, "IpAddress"));
        String event = field(hit, "EventID");
        boolean wrong = !field(hit, "Status").matches("0|0x0{1,8}|");
        return switch (event) {
            case "4624", "4625" -> {
                Kind kind = switch (field(hit, "LogonType").strip()) {
                    case "2", "7", "11", "13" -> address.isEmpty() ? Kind.CONSOLE : Kind.RDP;
                    case "10", "12" -> Kind.RDP;
                    case "3", "8" -> Kind.NETWORK;
                    case "4", "5" -> Kind.SERVICE;
                    default -> Kind.OTHER;
                };
                yield Optional.of(seen(
                        hit,
                        name,
                        field(hit, "TargetDomainName"),
                        field(hit, "TargetUserSid"),
                        kind,
                        event.equals("4625"),
                        address,
                        field(hit, "WorkstationName")));
            }
            case "4768", "4771" ->
                Optional.of(seen(
                        hit,
                        name,
                        field(hit, "TargetDomainName"),
                        field(hit, "TargetSid"),
                        Kind.TICKET,
                        wrong || event.equals("4771"),
                        address,
                        ""));
            case "4776" -> Optional.of(seen(hit, name, "", "", Kind.NTLM, wrong, "", field(hit, "Workstation")));
            default -> Optional.empty();
        };
    }

    private static LogonSeen seen(
            Hit hit,
            String written,
            String domain,
            String id,
            Kind kind,
            boolean failed,
            String address,
            String workstation) {
        int slash = written.lastIndexOf('\\');
        int at = written.indexOf('@');
        String told = slash > 0 ? written.substring(0, slash) : at > 0 ? written.substring(at + 1) : domain;
        return new LogonSeen(
                hit.received(),
                hit.host(),
                hit.commune(),
                SignIn.account(written),
                told.equals("-") ? "" : SignIn.firstPart(told),
                id.equals("S-1-0-0") ? "" : id,
                kind,
                failed,
                address,
                workstation.equals("-") ? "" : workstation);
    }

    /**
     * Whether it is one by this account. Of a host's own are those without a domain and those whose domain is called like the host; of a domain's
     * also those of which nothing says the domain, such as most that failed.
     *
     * @param hostname of the host on which it was
     */
    public boolean isBy(AccountId id, String hostname) {
        boolean local = domain.isEmpty() || domain.equals(SignIn.firstPart(hostname));
        return account.equals(id.name())
                && (id.host().isPresent()
                        ? host.equals(id.host().get()) && local
                        : domain.equals(id.domain()) || (domain.isEmpty() && (failed || !kind.isThere())));
    }

    /** Where it came from, as text: an address, else what the client called itself, else nothing. */
    public String origin() {
        return address.isEmpty() ? workstation : address;
    }

    private static String field(Hit hit, String name) {
        return hit.fields().getOrDefault(name, "");
    }

    private static String first(String values) {
        int end = values.indexOf('\n');
        return end < 0 ? values : values.substring(0, end);
    }
}
