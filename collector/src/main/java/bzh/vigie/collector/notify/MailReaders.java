package bzh.vigie.collector.notify;

import bzh.vigie.collector.mail.SmtpServer;
import bzh.vigie.collector.store.Commune;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who reads mails of alerts.
 *
 * @param all addresses that are told of every commune
 * @param communes addresses that are told of one commune alone
 * @param domains of mail in lower case, and the communes whose servers hold what is sent there
 */
record MailReaders(Set<String> all, Map<Commune, Set<String>> communes, Map<String, Set<Commune>> domains) {
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,186}[a-z0-9])?");
    private static final int MOST_BYTES = 1 << 20;

    MailReaders {
        all = Set.copyOf(all);
        communes = Map.copyOf(communes);
        domains = Map.copyOf(domains);
    }

    /**
     * Reads the file of communes: lines of an INSEE code, then addresses and further domains of the commune, separated by blanks;
     * a hash sign begins a comment line.
     *
     * @throws IOException where it cannot be read, or says something else
     */
    static MailReaders of(List<String> all, List<Path> file) throws IOException {
        Map<Commune, Set<String>> communes = new HashMap<>();
        Map<String, Set<Commune>> domains = new HashMap<>();
        for (Path each : file) {
            if (Files.size(each) > MOST_BYTES) {
                throw new IOException("larger than " + MOST_BYTES + " bytes");
            }
            for (String line :
                    Files.readString(each, StandardCharsets.UTF_8).lines().toList()) {
                if (!line.isBlank() && !line.strip().startsWith("#")) {
                    line(line.strip().split("[\\s,;]+", -1), communes, domains);
                }
            }
        }
        return new MailReaders(new LinkedHashSet<>(all), communes, domains);
    }

    private static void line(String[] words, Map<Commune, Set<String>> communes, Map<String, Set<Commune>> domains)
            throws IOException {
        Commune commune;
        try {
            commune = new Commune(words[0]);
        } catch (IllegalArgumentException e) {
            throw new IOException("a line begins with no INSEE code", e);
        }
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            boolean address = word.indexOf('@') >= 0;
            String domain = domain(word);
            if (address ? !SmtpServer.isAddress(word) : !DOMAIN.matcher(domain).matches()) {
                throw new IOException("neither an address nor a domain stands in the line of " + commune);
            }
            domains.computeIfAbsent(domain, key -> new HashSet<>()).add(commune);
            if (address) {
                communes.computeIfAbsent(commune, key -> new LinkedHashSet<>()).add(word);
            }
        }
    }

    private static String domain(String address) {
        return address.substring(address.indexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /** The communes whose servers hold what this address gets: those of its domain, and of each that it lies in. */
    Set<Commune> holding(String address) {
        Set<Commune> holding = new HashSet<>();
        for (String domain = domain(address); !domain.isEmpty(); ) {
            holding.addAll(domains.getOrDefault(domain, Set.of()));
            int dot = domain.indexOf('.');
            domain = dot < 0 ? "" : domain.substring(dot + 1);
        }
        return holding;
    }

    /** Who is told of this commune. */
    Set<String> of(Commune commune) {
        Set<String> told = new LinkedHashSet<>(all);
        told.addAll(communes.getOrDefault(commune, Set.of()));
        return told;
    }
}
