package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.AccountRow;
import bzh.vigie.agent.host.GroupRow;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the security authority of this Windows tells of its accounts and groups. It waits for it. Safe for any thread. */
final class AccountLists {
    private static final int MOST_ACCOUNTS = 20_000;
    private static final int MOST_GROUPS = 4_096;
    private static final int MOST_MEMBERS = 10_000;

    private AccountLists() {}

    @FunctionalInterface
    private interface Listing {
        int next(MemorySegment resume, AccountCalls.Taker taker);
    }

    @FunctionalInterface
    private interface Entries<T> {
        List<T> of(byte[] bytes, long address, int count);
    }

    static Reading<List<AccountRow>> accounts() {
        return all("NetUserEnum", AccountCalls::users, AccountEntries::accounts, MOST_ACCOUNTS)
                .then(rows -> none("NetUserEnum", rows));
    }

    static Reading<List<GroupRow>> groups() {
        return all("NetLocalGroupEnum", AccountCalls::groups, AccountEntries::groups, MOST_GROUPS)
                .then(names -> none("NetLocalGroupEnum", names))
                .then(names -> Reading.found(names.stream()
                        .map(name -> new GroupRow(name, members(name)))
                        .toList()));
    }

    private static Optional<List<String>> members(String group) {
        return all(
                        "NetLocalGroupGetMembers",
                        (resume, taker) -> AccountCalls.members(group, resume, taker),
                        AccountEntries::members,
                        MOST_MEMBERS)
                .ifFound();
    }

    /** Every Windows has an account and groups: one that lists none only looks like one. */
    private static <T> Reading<List<T>> none(String call, List<T> rows) {
        return rows.isEmpty()
                ? Reading.refused(ReasonCode.NOT_SUPPORTED, SourceText.detail("system-list-refused", call, 0))
                : Reading.found(rows);
    }

    private static <T> Reading<List<T>> all(String call, Listing listing, Entries<T> entries, int most) {
        List<T> rows = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment resume = AccountCalls.resume(arena);
            int error = AccountCalls.MORE_DATA;
            while (error == AccountCalls.MORE_DATA && rows.size() < most) {
                int before = rows.size();
                error = listing.next(resume, (bytes, address, count) -> rows.addAll(entries.of(bytes, address, count)));
                if (error == AccountCalls.MORE_DATA && rows.size() == before) {
                    break;
                }
            }
            return error == 0 ? Reading.found(rows) : refused(call, error);
        }
    }

    private static <T> Reading<T> refused(String call, int error) {
        ReasonCode reason = error == AccountCalls.MORE_DATA ? ReasonCode.TOO_LARGE : Win32Error.reason(error);
        return Reading.refused(
                reason,
                reason == ReasonCode.NO_RIGHT
                        ? SourceText.detail("windows-no-right", call)
                        : SourceText.detail("system-list-refused", call, error));
    }
}
