package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import bzh.vigie.text.DirectoryText;
import bzh.vigie.text.LetterCase;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** By what findings of a directory belong to one act. Pure, but for the name of a policy, which the inventory has. */
final class DirectoryAct {
    /** Field of an alert: the name of the policy that it is about. */
    static final String POLICY = "policy";

    private static final String LINK = "ad.policy.link";
    private static final String ORDER = "order";
    private static final String OFFERS = "offers ";

    private static final Pattern NUMBER = Pattern.compile("\\{[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\}");

    private DirectoryAct() {}

    /**
     * The act of a finding.
     *
     * @param rule what is there at enrolment is a list for each rule
     */
    static String of(Item item, String change, String rule) {
        if (change.equals("present")) {
            return "present|" + rule;
        }
        String location = item.location();
        String name = item.name();
        if (isOfPolicy(location)) {
            Optional<String> policy = number(location.equals(LINK) ? name : item.source());
            if (policy.isPresent()) {
                return "policy|" + policy.get();
            }
        }
        boolean isRight = location.startsWith("ad.rights.") || name.startsWith("ESC4 ");
        Optional<String> holder = isRight ? holder(name) : Optional.empty();
        if (holder.isPresent()) {
            return "holder|" + holder.get();
        }
        if (location.equals("ad.certificate-template")) {
            return "template|" + LetterCase.fold(DirectoryText.object(item.source(), ""));
        }
        if (location.equals("ad.certification-authority") && name.startsWith(OFFERS)) {
            return "template|" + LetterCase.fold(name.substring(OFFERS.length()));
        }
        // One whom the computer may not read is known by his name alone.
        if (location.equals("ad.group.privileged") && (name.startsWith("S-1-") || name.contains("="))) {
            return "member|" + name;
        }
        return "object|" + LetterCase.fold(item.source());
    }

    private static boolean isOfPolicy(String location) {
        return location.startsWith("ad.policy")
                || location.startsWith("ad.sysvol.")
                || location.equals("ad.rights.policy");
    }

    /** The SID that a right is given to; empty for what is denied, and for what says that something is not read. */
    private static Optional<String> holder(String name) {
        String[] words = name.split(" ", 4);
        int first = words[0].equals("ESC4") ? 1 : 0;
        return words.length > first + 1 && words[first].startsWith("S-1-") && !words[first + 1].startsWith("deny-")
                ? Optional.of(words[first])
                : Optional.empty();
    }

    private static Optional<String> number(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.find() ? Optional.of(LetterCase.fold(number.group())) : Optional.empty();
    }

    /** Whether it is the order of the links of a place. */
    static boolean isOrder(Finding finding) {
        return field(finding, "location").equals(LINK) && field(finding, "name").equals(ORDER);
    }

    /** Whether it is a link of the place whose order that is. */
    static boolean isLinkOf(Finding finding, Finding order) {
        return field(finding, "location").equals(LINK)
                && !isOrder(finding)
                && finding.host().equals(order.host())
                && field(finding, "source").equals(field(order, "source"));
    }

    /** What the directory calls the policy that a finding is about; empty where it is about none, or that is not known. */
    static Optional<String> policy(Store.Session session, Finding finding) {
        Map<String, String> evidence = finding.evidence();
        String location = evidence.getOrDefault("location", "");
        return !isOfPolicy(location)
                ? Optional.empty()
                : number(field(finding, location.equals(LINK) ? "name" : "source"))
                        .flatMap(number -> session.inventories().location(finding.host(), "ad.policy", "").stream()
                                .map(known -> known.item())
                                .filter(item -> LetterCase.fold(item.name()).equals(number))
                                .map(item -> item.value().split("; ", 2)[0])
                                .findFirst());
    }

    private static String field(Finding finding, String name) {
        return finding.evidence().getOrDefault(name, "");
    }
}
