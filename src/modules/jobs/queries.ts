import { is, type Noun, one, oneOf, refersTo } from '../../kernel/queries/noun.ts';

const jobRun: Noun = {
  type: 'JobRun',
  table: 'job_run',
  permission: 'job.read',
  scope: 'institution',
  edges: { requestedBy: one('Person', 'requested_by_id') },
  filters: {
    job: is('job', 'String', 'Exactly this job. 作业'),
    status: oneOf('status', 'JobStatus', 'One of these states. 状态'),
    requestedBy: refersTo('requested_by_id', 'Person', 'Asked for by this person. 发起人'),
  },
};

export const jobNouns = [jobRun];
