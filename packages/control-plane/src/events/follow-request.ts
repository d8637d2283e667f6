import Type from 'typebox';

/** Enough for the positions of 80,000 control planes. */
export const MAX_FOLLOW_REQUEST_BYTES = 4 * 1024 * 1024;

/** The body of `POST /sluice/v1/events`: by the ids of control planes, the revisions that the caller has changes up to. */
export const FollowRequest = Type.Object(
  {
    after: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' }),
        Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
