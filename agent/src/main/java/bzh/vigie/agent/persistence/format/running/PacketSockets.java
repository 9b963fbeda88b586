package bzh.vigie.agent.persistence.format.running;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sockets that see packets before any firewall rule (packet(7)): {@code /proc/net/packet} with the columns
 * {@code sk RefCnt Type Proto Iface R Rmem User Inode}. What waits for a secret packet listens so. The target is the program
 * of the process that holds the socket.
 */
public final class PacketSockets implements Format {
    private static final int COLUMNS = 9;

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : file.lines()) {
            String[] f = line.strip().split("\\s+", -1);
            if (f.length == COLUMNS && f[8].matches("\\d{1,18}") && f[3].matches("[0-9a-fA-F]{4}")) {
                String value = "type=%s protocol=%s uid=%s".formatted(type(f[2]), protocol(f[3]), f[7]);
                drafts.add(Draft.of(value, value, new Run.SocketHolder(Long.parseLong(f[8]))));
            } else if (!line.isBlank() && !f[0].equals("sk")) {
                malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static String type(String number) {
        return switch (number) {
            case "2" -> "datagram";
            case "3" -> "raw";
            case "10" -> "packet";
            default -> number;
        };
    }

    /** Numbers of linux/if_ether.h. */
    private static String protocol(String hex) {
        return switch (hex.toLowerCase(Locale.ROOT)) {
            case "0003" -> "all";
            case "0800" -> "ip";
            case "0806" -> "arp";
            case "86dd" -> "ipv6";
            case "888e" -> "eapol";
            case "88cc" -> "lldp";
            default -> hex;
        };
    }
}
