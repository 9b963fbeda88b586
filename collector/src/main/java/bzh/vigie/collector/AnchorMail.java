package bzh.vigie.collector;

import bzh.vigie.collector.mail.SmtpClient;
import bzh.vigie.collector.mail.SmtpException;
import bzh.vigie.collector.mail.SmtpServer;
import bzh.vigie.collector.notify.MailSettings;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import bzh.vigie.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sends the anchors that lie in the folder {@code anchors} to each address of {@code anchor-mail}, once, and again until it is taken: what is
 * not sent stays where it is.
 *
 * <pre>
 *   anchors/2026-11-26.eml     the mail
 *   anchors/2026-11-26.sent    who got it: a line each of address, blank, time
 *   anchors/mail-failed        why the last try failed, and when; not there after one that succeeded
 * </pre>
 */
final class AnchorMail {
    static final String ADDRESSES = "anchor-mail";

    /** Older anchors are not sent any more: a later one attests all that they do. */
    private static final int DAYS = 31;

    private final Path folder;
    private final List<String> addresses;
    private final Optional<SmtpServer> server;

    private AnchorMail(Path folder, List<String> addresses, Optional<SmtpServer> server) {
        this.folder = folder;
        this.addresses = addresses;
        this.server = server;
    }

    /** As configured. */
    static AnchorMail of(Path folder, Settings settings) throws BadSettingException {
        List<String> addresses = List.of(settings.text(ADDRESSES).orElse("").split("[,\\s]+", -1)).stream()
                .filter(each -> !each.isEmpty())
                .distinct()
                .toList();
        Optional<SmtpServer> server = SmtpServer.of(settings);
        if (!addresses.stream().allMatch(SmtpServer::isAddress)
                || (server.isPresent() && addresses.isEmpty() && !MailSettings.isAsked(settings))) {
            throw settings.bad(ADDRESSES, Allowed.mail());
        }
        return new AnchorMail(folder, addresses, server);
    }

    List<String> addresses() {
        return addresses;
    }

    /** Who sends, where a server is configured. */
    Optional<String> from() {
        return server.map(SmtpServer::from);
    }

    boolean isConfigured() {
        return server.isPresent() && !addresses.isEmpty();
    }

    /** A mail that somebody has not got yet. */
    record Unsent(LocalDate day, Path file, List<String> missing) {}

    /** Of the last days, the oldest first. */
    List<Unsent> unsent(Instant now) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        LocalDate oldest = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(DAYS);
        List<Unsent> unsent = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Optional<LocalDate> day = day(file.getFileName().toString(), ".eml");
                if (day.filter(each -> !each.isBefore(oldest)).isEmpty()) {
                    continue;
                }
                List<String> got = got(day.get());
                List<String> missing =
                        addresses.stream().filter(each -> !got.contains(each)).toList();
                if (!missing.isEmpty()) {
                    unsent.add(new Unsent(day.get(), file, missing));
                }
            }
        }
        return unsent;
    }

    private static Optional<LocalDate> day(String name, String suffix) {
        try {
            return name.endsWith(suffix)
                    ? Optional.of(LocalDate.parse(name.substring(0, name.length() - suffix.length())))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private List<String> got(LocalDate day) throws IOException {
        Path file = sent(day);
        return Files.exists(file)
                ? Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                        .map(line -> line.split(" ", 2)[0])
                        .toList()
                : List.of();
    }

    private Path sent(LocalDate day) {
        return folder.resolve(day + ".sent");
    }

    private Path failed() {
        return folder.resolve("mail-failed");
    }

    /** A mail of that day was made anew: nobody has got it. */
    void madeAnew(LocalDate day) throws IOException {
        Files.deleteIfExists(sent(day));
    }

    /** Why the last try failed, and when; empty where it did not. */
    Optional<String> failure() {
        try {
            return Files.exists(failed())
                    ? Optional.of(
                            Files.readString(failed(), StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Sends what is unsent, where a server is configured; each address by itself, so that one that is refused keeps nothing from the other.
     *
     * @return what failed last
     */
    Optional<SmtpException> send(Instant now) throws IOException {
        if (server.isEmpty()) {
            return Optional.empty();
        }
        SmtpClient client = new SmtpClient(server.get());
        Optional<SmtpException> failure = Optional.empty();
        for (Unsent mail : unsent(now)) {
            byte[] message = Files.readAllBytes(mail.file());
            for (String address : mail.missing()) {
                try {
                    client.send(address, message);
                    Files.writeString(
                            sent(mail.day()),
                            address + " " + now + "\n",
                            StandardCharsets.UTF_8,
                            java.nio.file.StandardOpenOption.CREATE,
                            java.nio.file.StandardOpenOption.APPEND);
                } catch (SmtpException e) {
                    failure = Optional.of(e);
                }
            }
        }
        if (failure.isPresent()) {
            Path fresh = failed().resolveSibling("mail-failed.new");
            Files.writeString(
                    fresh,
                    bzh.vigie.event.ItemFields.word(failure.get().reason()) + " " + now + " "
                            + Printable.line(String.valueOf(failure.get().getMessage()), 300) + "\n");
            Files.move(fresh, failed(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(failed());
        }
        return failure;
    }
}
