package bzh.vigie.collector;

import bzh.vigie.collector.store.Author;
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

    @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}")
    private String author = "";

    /** The author; a usage error, in these words, without a name or a reason. */
    Author author(Words words) {
        if (reason.isBlank()) {
            throw new ParameterException(command.commandLine(), words.say("reason-needed"));
        }
        try {
            return new Author(author, reason);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), words.say("bad-author"), e);
        }
    }
}
