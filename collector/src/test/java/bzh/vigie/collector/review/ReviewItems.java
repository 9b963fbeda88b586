package bzh.vigie.collector.review;

import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Items of Windows hosts, for tests of the review. */
public final class ReviewItems {
    private ReviewItems() {}

    /** A value of a user's Run key whose program lies in that user's profile. */
    public static Item run(String user, String name, String file, String signer) {
        String target = "C:\\Users\\" + user + "\\AppData\\Local\\" + name + "\\" + name + ".exe";
        return item(
                "windows.run-key.user",
                Optional.of(new Account("S-1-5-21-1-2-3-1104", user)),
                "HKU\\S-1-5-21-1-2-3-1104\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
                name,
                "\"" + target + "\" /background",
                target,
                file,
                signer);
    }

    /** A service of the machine. */
    public static Item service(String name, String account, String file, String signer) {
        String target = "C:\\Program Files\\" + name + "\\" + name + ".exe";
        return item(
                "windows.service",
                Optional.empty(),
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + name,
                name,
                target + "; automatic; as " + account,
                target,
                file,
                signer);
    }

    /** Any; what its file holds is told by {@code file}, empty where nobody knows. */
    public static Item item(
            String location,
            Optional<Account> account,
            String source,
            String name,
            String value,
            String target,
            String file,
            String signer) {
        return new Item(
                location,
                List.of("T1547.001"),
                "windows",
                account,
                name,
                value,
                source,
                target,
                file.isEmpty() ? Optional.empty() : Optional.of(Sha256.over(file.getBytes(StandardCharsets.UTF_8))),
                signer,
                signer.isEmpty() ? Item.Signature.UNSIGNED : Item.Signature.VALID,
                "",
                Item.Shipped.UNKNOWN,
                true,
                ItemTimes.NONE,
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }
}
