package bzh.vigie.collector;

import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Checks whether anchors leave the collector. */
final class MailChecks {
    private final CollectorFolder folder;

    MailChecks(CollectorFolder folder) {
        this.folder = folder;
    }

    List<Check> all(Instant now) {
        try {
            return List.of(check(
                    AnchorMail.of(folder.anchors(), CollectorConfig.read(folder).settings()), now));
        } catch (BadSettingException | IOException e) {
            return List.of(Check.wrong("mail-unknown", String.valueOf(e.getMessage())));
        }
    }

    private Check check(AnchorMail mail, Instant now) throws IOException {
        if (!mail.isConfigured()) {
            return Check.note("mail-none", folder.anchors().toString());
        }
        List<AnchorMail.Unsent> unsent = mail.unsent(now);
        Optional<String> failure = mail.failure();
        LocalDate yesterday = LocalDate.ofInstant(now.minus(Duration.ofDays(1)), ZoneOffset.UTC);
        if (failure.isPresent() || unsent.stream().anyMatch(each -> each.day().isBefore(yesterday))) {
            return Check.wrong("mail-failed", Integer.toString(unsent.size()), failure.orElse("-"));
        }
        return mail.addresses().size() < 2
                ? Check.note("mail-one", String.join(", ", mail.addresses()))
                : Check.good("mail", String.join(", ", mail.addresses()));
    }
}
