package bzh.vigie.collector;

import bzh.vigie.collector.store.Author;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who decides, and why: the options of every decision about an incident. Fields are set before the command runs. */
final class AuthorOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--reason", paramLabel = "TEXT")
    private String reason = "";

    @Option(names = "--author", paramLabel = "NAME")
    private Optional<String> author = Optional.empty();

    /** The author; a usage error, in these words, without a name or a reason. */
    Author author(Words words) {
        if (reason.isBlank()) {
            throw new ParameterException(command.commandLine(), words.say("reason-needed"));
        }
        try {
            return SystemUser.author(author.orElseGet(AuthorOptions::login), reason);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), words.say("bad-author"), e);
        }
    }

    /** Whether the author is who is logged on, and not another name that was typed. */
    boolean isLogin() {
        return author.filter(name -> !name.equals(login())).isEmpty();
    }

    /** Account of this machine under which the command was typed; of sudo's caller (sudo(8), SUDO_USER). */
    static String login() {
        String account = System.getProperty("user.name", "?");
        return Optional.ofNullable(System.getenv("SUDO_USER"))
                .filter(caller -> account.equals("root") && !caller.isBlank())
                .orElse(account);
    }
}
