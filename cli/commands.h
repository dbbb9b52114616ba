/* The subcommands: each takes its own arguments (argv[0] is its name) and returns the exit status. */
#ifndef MGP_CLI_COMMANDS_H
#define MGP_CLI_COMMANDS_H

int mgp_cmd_scan(int argc, char **argv);
int mgp_cmd_notify(int argc, char **argv);
int mgp_cmd_identifiers(int argc, char **argv);
int mgp_cmd_pattern(int argc, char **argv);
int mgp_cmd_bench(int argc, char **argv);

#endif
