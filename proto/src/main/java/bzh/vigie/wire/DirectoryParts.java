package bzh.vigie.wire;

import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.v1.DirectoryAccountKind;
import bzh.vigie.v1.DirectoryAccounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Accounts of a directory, both ways. */
final class DirectoryParts {
    /** What no name has, and what would be two lines where one is kept. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private DirectoryParts() {}

    /** As a message. */
    static DirectoryAccounts encoded(Event.DirectoryAccounts e) {
        DirectoryAccounts.Builder out = DirectoryAccounts.newBuilder()
                .setDomain(Encoding.cut(e.domain(), DirectoryAccount.LONGEST_DNS))
                .setController(Encoding.cut(e.controller(), DirectoryAccount.LONGEST_DNS))
                .setReading(e.reading())
                .setAfter(e.after())
                .setPart(e.part());
        e.accounts().stream()
                .limit(Event.DirectoryAccounts.MOST_ACCOUNTS)
                .forEach(account -> out.addAccounts(encoded(account)));
        e.end().ifPresent(end -> out.setEnd(bzh.vigie.v1.ReasonCode.forNumber(Encoding.number(end))));
        return out.build();
    }

    private static bzh.vigie.v1.DirectoryAccount encoded(DirectoryAccount account) {
        var out = bzh.vigie.v1.DirectoryAccount.newBuilder()
                .setSid(account.sid())
                .setName(account.name())
                .setKind(DirectoryAccountKind.forNumber(Encoding.number(account.kind())))
                .setControl(account.control())
                .setDnsName(account.dnsName())
                .setSystem(account.system())
                .setIsProtected(account.isProtected());
        account.passwordSetMicros().ifPresent(out::setPasswordSetMicros);
        account.lastLogonMicros().ifPresent(out::setLastLogonMicros);
        account.createdMicros().ifPresent(out::setCreatedMicros);
        account.keyVersion().ifPresent(out::setKeyVersion);
        return out.build();
    }

    /**
     * From a message.
     *
     * @throws IllegalArgumentException where something is over its bounds
     */
    static Event decoded(DirectoryAccounts sent, Moment at, String source) {
        if (sent.getAccountsCount() > Event.DirectoryAccounts.MOST_ACCOUNTS
                || sent.getReading() < 0
                || sent.getAfter() < 0
                || sent.getPart() < 0
                || sent.getDomain().isEmpty()) {
            throw new IllegalArgumentException("accounts without a domain, or beyond a bound");
        }
        List<DirectoryAccount> accounts = new ArrayList<>(sent.getAccountsCount());
        for (var a : sent.getAccountsList()) {
            accounts.add(new DirectoryAccount(
                    a.getSid(),
                    a.getName(),
                    Decoding.constant("kind", Kind.class, a.getKind()),
                    a.getControl(),
                    time(a.hasPasswordSetMicros(), a.getPasswordSetMicros()),
                    time(a.hasLastLogonMicros(), a.getLastLogonMicros()),
                    time(a.hasCreatedMicros(), a.getCreatedMicros()),
                    a.getDnsName(),
                    a.getSystem(),
                    a.getIsProtected(),
                    a.hasKeyVersion() && a.getKeyVersion() >= 0
                            ? OptionalInt.of(a.getKeyVersion())
                            : OptionalInt.empty()));
        }
        return new Event.DirectoryAccounts(
                at,
                source,
                Decoding.text("domain", sent.getDomain(), DirectoryAccount.LONGEST_DNS),
                CONTROL.matcher(Decoding.text("controller", sent.getController(), DirectoryAccount.LONGEST_DNS))
                        .replaceAll(" "),
                sent.getReading(),
                sent.getAfter(),
                sent.getPart(),
                accounts,
                sent.getEndValue() == 0
                        ? Optional.empty()
                        : Optional.of(Decoding.constant("end", ReasonCode.class, sent.getEnd())));
    }

    private static OptionalLong time(boolean told, long micros) {
        return told ? OptionalLong.of(Decoding.micros(micros)) : OptionalLong.empty();
    }
}
