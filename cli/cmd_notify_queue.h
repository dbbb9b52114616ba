/* What is asked of a queue by hand; argv[0] is the name of the subcommand. Each returns the exit status. */
#ifndef MGP_CLI_CMD_NOTIFY_QUEUE_H
#define MGP_CLI_CMD_NOTIFY_QUEUE_H

int mgp_cmd_notify_queue(int argc, char **argv);
int mgp_cmd_notify_redrive(int argc, char **argv);

#endif
